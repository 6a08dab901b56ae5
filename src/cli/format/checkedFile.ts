import type { TextPlace } from '../../engine/check/thresholdPlaces';
import type { Report } from '../../protocol/report';
import type { Judgement, Verdict } from '../../protocol/threshold';

/** An experiment file whose thresholds were judged: what every form of the result is made from. */
export interface CheckedFile {
  /** Path from the working folder, with forward slashes; absolute where there is none, as between two drives. */
  readonly name: string;
  readonly report: Report;
  readonly judgements: readonly Judgement[];
  /** Where each threshold is written. */
  readonly places: readonly TextPlace[];
}

/** "4 thresholds: 2 held, 1 failed, 1 undecided" */
export function countsText(judgements: readonly Judgement[]): string {
  const total = judgements.length;
  const counts = (['held', 'failed', 'undecided'] as const).flatMap((verdict) => {
    const count = countOf(judgements, verdict);
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  return `${total} ${total === 1 ? 'threshold' : 'thresholds'}: ${counts.join(', ')}`;
}

export function countOf(judgements: readonly Judgement[], verdict: Verdict): number {
  return judgements.filter((judgement) => judgement.verdict === verdict).length;
}
