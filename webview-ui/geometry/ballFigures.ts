import { t } from '@vscode/l10n';
import { logBallVolume } from '../../src/robustness/geometry/ballVolume';
import type { RadialNorm } from '../../src/robustness/geometry/moments';
import { overlapThresholds, type OverlapThresholds } from '../../src/robustness/geometry/overlapThresholds';
import type { TextTable } from '../components/dataTable';
import { measured, normName } from '../components/figures';

/** A ball to compare with, in so many dimensions. */
export interface ReferenceBall {
  readonly norm: RadialNorm;
  readonly epsilon: number;
  readonly dimensions: number;
}

const norms: readonly RadialNorm[] = [0.5, 1, 2, 5, 10, 50, 200, 'inf'];

/** One norm against the reference ball. */
export interface BallRow {
  readonly norm: RadialNorm;
  readonly thresholds: OverlapThresholds;
}

/**
 * The paper's norms, and the reference's own, against the reference ball, one after the other: where a length has no reliable
 * closed form it is sampled, which takes a moment in high dimensions.
 */
export function* ballRows(ball: ReferenceBall): Generator<BallRow> {
  const all = norms.includes(ball.norm) ? norms : [...norms, ball.norm];
  for (const norm of all.toSorted((a, b) => valueOf(a) - valueOf(b))) yield { norm, thresholds: overlapThresholds(norm, ball, ball.dimensions) };
}

const valueOf = (norm: RadialNorm): number => (norm === 'inf' ? Infinity : norm);

/** How long a corruption of the reference ball is in every other norm, and the balls of equal volume. */
export function lengthTable({ norm, epsilon, dimensions }: ReferenceBall, rows: readonly BallRow[]): TextTable {
  const log10 = (value: number) => (value / Math.LN10).toFixed(1).replace('-', '\u2212');
  return {
    headings: [t('Norm'), t('Expected length of an {0} corruption', normName(norm)), t('Radius of equal volume'), t('log10 volume at radius {0}', measured(epsilon))],
    rows: rows.map((row) => [
      normName(row.norm),
      row.norm === norm ? measured(epsilon) : measured(row.thresholds.halfOfOther),
      measured(row.thresholds.equalVolume),
      log10(logBallVolume(row.norm, dimensions, epsilon)),
    ]),
  };
}

/** The radii at which the ball of each norm changes its place towards the reference ball. */
export function thresholdTable(ball: ReferenceBall, rows: readonly BallRow[]): TextTable {
  const name = `${normName(ball.norm)} ${measured(ball.epsilon)}`;
  return {
    headings: [t('Norm'), t('Wholly inside {0}', name), t('Half inside'), t('Equal volume'), t('Holds half of it'), t('Holds it wholly')],
    rows: rows.map(({ norm, thresholds: { contained, half, equalVolume, halfOfOther, containing } }) => [normName(norm), ...[contained, half, equalVolume, halfOfOther, containing].map(measured)]),
  };
}
