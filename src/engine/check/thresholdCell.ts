import { experimentErrors } from '../../protocol/errors';
import type { NoiseLaw } from '../../protocol/norm';
import type { Suite } from '../../protocol/suite';
import type { CellThreshold, Threshold } from '../../protocol/threshold';
import { lawText } from '../report/figureText';

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
    const law = lawOf(threshold);
    const epsilons = suite.cells.filter((cell) => isSameLaw(cell, law)).map(({ epsilon }) => epsilon);
    const laws = [...new Set(suite.cells.map(lawText))];
    throw experimentErrors.noSuchCell({
      file,
      where: `thresholds[${index}]`,
      cell: `${lawText(law)} at epsilon ${threshold.epsilon}`,
      suite: suite.name,
      has: epsilons.length === 0 ? laws.join(', ') : `${lawText(law)} at ${nearest(epsilons, threshold.epsilon).join(', ')}`,
    });
  });
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
