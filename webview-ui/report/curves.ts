import type { Report, ReportCell } from '../../src/protocol/report';
import type { Law } from '../components/figures';

export interface CurvePoint {
  readonly epsilon: number;
  readonly error: number;
  readonly low: number;
  readonly high: number;
}

/** The errors of one law by ascending epsilon, from the clean images at 0 on. */
export interface Curve {
  readonly law: Law;
  readonly points: readonly CurvePoint[];
  /** Largest epsilon that the suite calls imperceptible for this law; 0 where there is none. */
  readonly imperceptibleUpTo: number;
}

/** One curve for each law of the report, in the report's order. */
export function curvesOf(report: Report): Curve[] {
  const byLaw = new Map<string, ReportCell[]>();
  for (const cell of report.cells) {
    const key = `${cell.norm} ${cell.sampling} ${cell.unit}`;
    byLaw.set(key, [...(byLaw.get(key) ?? []), cell]);
  }
  const clean = { epsilon: 0, ...report.clean };
  return [...byLaw.values()].flatMap((cells) => {
    const [first] = cells;
    if (first === undefined) return [];
    const points = [clean, ...cells.filter(({ n }) => n > 0)].sort((a, b) => a.epsilon - b.epsilon);
    const imperceptible = cells.filter((cell) => cell.imperceptible).map(({ epsilon }) => epsilon);
    return [{ law: first, points, imperceptibleUpTo: Math.max(0, ...imperceptible) }];
  });
}

/** Top of the scale that all curves share: the largest upper bound, rounded up to a tenth. */
export function sharedTop(curves: readonly Curve[]): number {
  const highest = Math.max(0, ...curves.flatMap(({ points }) => points.map(({ high }) => high)));
  return Math.min(1, Math.max(0.1, Math.ceil(highest * 10 - 1e-9) / 10));
}
