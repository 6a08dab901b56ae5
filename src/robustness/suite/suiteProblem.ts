import { largestP, maximumEpsilon, smallestP } from '../corruption';
import type { SuiteDefinition, SuiteNorm } from './suiteCells';

export type SuiteProblem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'norm'; readonly norm: SuiteNorm }
  | { readonly kind: 'epsilon'; readonly norm: SuiteNorm; readonly epsilon: number; readonly maximum: number };

/** What keeps a user's suite from being evaluated, or undefined: no corruption at all, a norm or an epsilon out of range. */
export function suiteProblem(definition: SuiteDefinition): SuiteProblem | undefined {
  const strengths = [
    ...definition.curves.flatMap(({ norm, epsilons }) => epsilons.map((epsilon) => ({ norm, epsilon }))),
    ...definition.imperceptible,
  ];
  if (strengths.length === 0 && (definition.common ?? []).length === 0) return { kind: 'empty' };
  for (const { norm, epsilon } of strengths) {
    if (typeof norm === 'number' && norm !== 0 && !(norm >= smallestP && norm <= largestP)) return { kind: 'norm', norm };
    const maximum = maximumEpsilon(norm);
    if (!(epsilon > 0 && epsilon <= maximum)) return { kind: 'epsilon', norm, epsilon, maximum };
  }
  return undefined;
}
