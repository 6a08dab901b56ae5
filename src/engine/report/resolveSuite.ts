import type { OwnImperceptibleSet } from '../../protocol/imperceptible';
import { experimentErrors } from '../../protocol/errors';
import type { Experiment } from '../../protocol/run';
import type { Suite, SuiteFile } from '../../protocol/suite';
import { isSuiteName, suiteFor, suiteNames, withOwnImperceptible } from '../../robustness/suite/suite';
import { suiteProblem } from '../../robustness/suite/suiteProblem';
import type { Shape, Strength } from '../../robustness/suite/suiteCells';

/**
 * The suite of an experiment for the model's image shape.
 *
 * @throws LPR-103 for a name that no built-in suite has, LPR-104 for a suite without a corruption, LPR-105 and LPR-106
 * for an epsilon or a norm that cannot be sampled.
 */
export function resolveSuite(suite: string | SuiteFile, shape: Shape): Suite {
  if (typeof suite === 'string') {
    if (isSuiteName(suite)) return suiteFor(suite, shape);
    throw experimentErrors.unknownSuite({ name: suite, known: suiteNames.map(({ name }) => name).join(', ') });
  }
  const problem = suiteProblem(suite);
  switch (problem?.kind) {
    case undefined:
      return suiteFor(suite, shape);
    case 'empty':
      throw experimentErrors.emptySuite({ name: suite.name });
    case 'norm':
      throw experimentErrors.normOutOfRange({ norm: String(problem.norm) });
    case 'epsilon':
      throw experimentErrors.epsilonOutOfRange({ ...problem, norm: String(problem.norm) });
  }
}

/**
 * The suite of an experiment, whose imperceptible corruptions are those that were chosen by looking, where it wants that.
 * @throws LPR-117 where none were chosen for images of that shape, and as {@link resolveSuite}
 */
export function suiteOfExperiment({ suite, ownImperceptible }: Pick<Experiment, 'suite' | 'ownImperceptible'>, shape: Shape): Suite {
  const resolved = resolveSuite(suite, shape);
  return ownImperceptible === undefined ? resolved : { ...withOwnImperceptible(resolved, ownStrengths(ownImperceptible, shape)), imperceptible: 'workspace' };
}

function ownStrengths(sets: readonly OwnImperceptibleSet[], { height, width, channels }: Shape): Strength[] {
  const set = sets.find((own) => own.height === height && own.width === width && own.channels === channels);
  const chosen = (set?.strengths ?? []).flatMap(({ norm, epsilon }) => (typeof epsilon === 'number' ? [{ norm, epsilon, sampling: 'ball' as const, unit: 'element' as const }] : []));
  if (chosen.length > 0) return chosen;
  const has = sets.filter(({ strengths }) => strengths.some(({ epsilon }) => typeof epsilon === 'number')).map((own) => `${own.height} x ${own.width} x ${own.channels}`);
  throw experimentErrors.noOwnImperceptibleForSize({ size: `${height} x ${width} x ${channels}`, has: has.join(', ') || 'no size' });
}
