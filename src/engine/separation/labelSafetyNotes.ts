import path from 'node:path';
import type { Report } from '../../protocol/report';
import { sizeText } from '../../protocol/reportText/figureText';
import type { KnownSeparation } from '../../protocol/separationMessages';
import { labelSafety } from '../../robustness/classSeparation';
import { knownSeparations } from './knownSeparations';

/** Data, and the epsilons under which they are corrupted. */
interface EpsilonsOfData {
  readonly data: { readonly source: string };
  readonly cells: readonly Pick<Report['cells'][number], 'norm' | 'epsilon'>[];
}

/**
 * From which epsilon on separation no longer guarantees the labels, a line for each of its norms whose separation was
 * measured before; none where none was.
 *
 * @param folder where separations live: `.lp-robustness/separations`
 */
export async function labelSafetyNotes(folder: string, { data, cells }: EpsilonsOfData): Promise<string[]> {
  return notesFor(await knownSeparations(folder, data.source), path.basename(data.source), cells);
}

/** The same of known separations. */
export function notesFor(known: readonly KnownSeparation[], data: string, cells: EpsilonsOfData['cells']): string[] {
  return known.flatMap(({ norm, separation, sample }) => {
    const own = cells.filter((cell) => cell.norm === norm);
    if (own.length === 0) return [];
    const beyond = own.filter(({ epsilon }) => labelSafety(norm, epsilon, separation).kind === 'notGuaranteed').length;
    const of = `${data}${sample ? ', as far as a sample tells' : ''}`;
    if (separation === 0) return [`L${norm}: identical images of ${of} have different labels: no epsilon is label-safe.`];
    return [`L${norm}: from epsilon ${sizeText(separation / 2)} on (half the class separation of ${of}) separation no longer guarantees the label: ${beyond} of ${own.length} epsilons.`];
  });
}
