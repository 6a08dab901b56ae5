import { experimentErrors } from '../../protocol/errors';
import type { NoiseLaw } from '../../protocol/norm';
import type { Suite } from '../../protocol/suite';
import type { CellThreshold, Threshold } from '../../protocol/threshold';
import { lawText } from '../../protocol/reportText/figureText';

type Strength = NoiseLaw & { readonly epsilon: number };

/** The cell that a threshold is about: the same law and exactly the same epsilon, as reports print it. */
export function cellOf<C extends Strength>(threshold: CellThreshold, cells: readonly C[]): C | undefined {
  const law = lawOf(threshold);
  return cells.find((cell) => cell.epsilon === threshold.epsilon && isSameLaw(cell, law));
}

/**
 * Refuses thresholds about cells that the suite does not have. They are not added to it: the run would be another
 * question's, and the figures over the suite would stand beside cells that they are not about.
 * @throws LPR-111 for the first one, with the epsilons or the norms that there are
 */
export function requireCells(thresholds: readonly Threshold[], suite: Pick<Suite, 'name' | 'cells'>, file: string): void {
  thresholds.forEach((threshold, index) => {
    if (threshold.figure !== 'cell' || cellOf(threshold, suite.cells) !== undefined) return;
    const { cell, has } = missingCell(threshold, suite);
    throw experimentErrors.noSuchCell({ file, where: `thresholds[${index}]`, cell, suite: suite.name, has });
  });
}

/** A cell that a suite does not have, in words, and what it has instead: the nearest epsilons of that law, none where it lacks the law. */
export function missingCell(threshold: CellThreshold, { cells }: Pick<Suite, 'cells'>): { cell: string; has: string; nearest: number[] } {
  const law = lawOf(threshold);
  const epsilons = nearest(cells.filter((cell) => isSameLaw(cell, law)).map(({ epsilon }) => epsilon), threshold.epsilon);
  const laws = [...new Set(cells.map(lawText))];
  return {
    cell: `${lawText(law)} at epsilon ${threshold.epsilon}`,
    has: epsilons.length === 0 ? laws.join(', ') : `${lawText(law)} at ${epsilons.join(', ')}`,
    nearest: epsilons,
  };
}

/** As suites write it: a Gaussian has no sphere, and only L0 replaces whole pixels. */
function lawOf({ norm, sampling, unit }: CellThreshold): NoiseLaw {
  return { norm, sampling: norm === 'gaussian' ? 'ball' : sampling, unit: norm === 0 ? unit : 'element' };
}

function isSameLaw(a: NoiseLaw, b: NoiseLaw): boolean {
  return a.norm === b.norm && a.sampling === b.sampling && a.unit === b.unit;
}

/** At most ten epsilons, those nearest to the one asked for, ascending. */
function nearest(epsilons: readonly number[], wanted: number): number[] {
  return [...epsilons]
    .sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))
    .slice(0, 10)
    .sort((a, b) => a - b);
}
