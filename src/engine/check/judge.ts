import type { ErrorEstimate, Estimate, Report } from '../../protocol/report';
import type { Judgement, Threshold, Verdict } from '../../protocol/threshold';
import { imagesNeeded } from './imagesNeeded';
import { cellOf } from './thresholdCell';

/**
 * What a report says of thresholds, in their order: pure, and the one place where verdicts come from.
 *
 * A threshold is held when the whole 95 % interval is at most its maximum, failed when the whole interval is above,
 * else undecided: the sample cannot give a verdict. So is a figure that is not defined, or a cell that the report does
 * not have. Each verdict stands on its own, and rests on one end of the interval: held or failed is wrong by luck with
 * a probability of at most 2.5 % (for bootstrapped figures: of about that).
 */
export function judge(report: Report, thresholds: readonly Threshold[]): Judgement[] {
  return thresholds.map((threshold) => judgeOne(report, threshold));
}

/** The verdict over several: failed if one is failed, else undecided if one is, else held. */
export function overallVerdict(judgements: readonly { readonly verdict: Verdict }[]): Verdict {
  const verdicts = new Set(judgements.map(({ verdict }) => verdict));
  return verdicts.has('failed') ? 'failed' : verdicts.has('undecided') ? 'undecided' : 'held';
}

/** An upper end that equals the maximum is held: what is judged is "at most". */
export function verdictOf({ low, high }: { readonly low: number; readonly high: number }, maximum: number): Verdict {
  if (high <= maximum) return 'held';
  return low > maximum ? 'failed' : 'undecided';
}

function judgeOne(report: Report, threshold: Threshold): Judgement {
  const maximum = threshold.figure === 'cell' ? threshold.maximumError : threshold.maximum;
  const { measured, n } = figureOf(report, threshold);
  const common = { threshold, maximum, measured, n, available: report.data.count };
  if (measured.value === null) return { ...common, verdict: 'undecided', imagesNeeded: null };
  const verdict = verdictOf(measured, maximum);
  if (verdict !== 'undecided' || threshold.figure === 'calibration') return { ...common, verdict, imagesNeeded: null };
  const isProportion = threshold.figure === 'clean' || threshold.figure === 'cell';
  // Over several draws the interval is that of a smaller or larger number of trials, but where all outcomes agree.
  const isBinomial = isProportion && (threshold.figure === 'clean' || report.draws === 1 || measured.value === 0 || measured.value === 1);
  return { ...common, verdict, imagesNeeded: imagesNeeded({ ...measured, maximum, n, isBinomial }) };
}

function figureOf(report: Report, threshold: Threshold): { measured: Estimate; n: number } {
  switch (threshold.figure) {
    case 'cell': {
      const cell = cellOf(threshold, report.cells);
      return cell === undefined ? { measured: { value: null, reason: 'the suite does not have this cell' }, n: 0 } : proportion(cell);
    }
    case 'clean':
      return proportion(report.clean);
    case 'mceLp':
    case 'ice':
    case 'calibration':
      return { measured: report[threshold.figure], n: report.clean.n };
  }
}

function proportion({ n, error, low, high }: ErrorEstimate): { measured: Estimate; n: number } {
  return { measured: n === 0 ? { value: null, reason: 'no image is finished' } : { value: error, low, high }, n };
}
