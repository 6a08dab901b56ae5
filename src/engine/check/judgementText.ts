import type { Judgement, Threshold } from '../../protocol/threshold';
import { intervalText, lawText, percent } from '../../protocol/reportText/figureText';

const figureNames = { clean: 'clean error', mceLp: 'mCE_Lp', ice: 'iCE', calibration: 'calibration error' } as const;

/** "L2, epsilon 1", or "mCE_Lp": what a threshold is about. */
export function thresholdName(threshold: Threshold): string {
  return threshold.figure === 'cell' ? `${lawText(threshold)}, epsilon ${threshold.epsilon}` : figureNames[threshold.figure];
}

/** "40 %": a maximum as it was written, with all its digits. */
export function maximumText({ maximum }: Pick<Judgement, 'maximum'>): string {
  return `${Number((100 * maximum).toPrecision(12))} %`;
}

/** "38.1 % [36.0 %, 40.3 %]", or "not defined". */
export function measuredText({ measured }: Judgement): string {
  return measured.value === null ? 'not defined' : `${percent(measured.value)} ${intervalText(measured)}`;
}

/** One sentence or two on how a threshold was judged: "L2, epsilon 1: 38.1 % [36.0 %, 40.3 %], at most 40 % asked. ..." */
export function judgementText(judgement: Judgement): string {
  return `${thresholdName(judgement.threshold)}: ${measuredText(judgement)}, at most ${maximumText(judgement)} asked. ${reasonText(judgement)}`;
}

/** Why the verdict is what it is. */
export function reasonText(judgement: Judgement): string {
  const { verdict, measured } = judgement;
  if (measured.value === null) return `Undecided: ${measured.reason}.`;
  switch (verdict) {
    case 'held':
      return 'Held: the whole interval is at most the maximum.';
    case 'failed':
      return 'Failed: the whole interval is above the maximum.';
    case 'undecided':
      return `Undecided: the maximum lies within the interval, so that ${countText(judgement.n)} images cannot give a verdict.${moreImages(judgement)}`;
  }
}

function moreImages({ imagesNeeded, available, measured, maximum, threshold }: Judgement): string {
  if (imagesNeeded === null) {
    if (threshold.figure === 'calibration') return '';
    return measured.value === maximum ? ' The value is the maximum itself.' : ' No number of images within reach would.';
  }
  const needed = rounded(imagesNeeded);
  const lacking = imagesNeeded > available ? `; the split has ${countText(available)}` : '';
  return ` If the value stays as it is, about ${countText(needed)} would${lacking}.`;
}

/** Up to two digits that count, or the very number where it is small: more would look like knowledge. */
function rounded(count: number): number {
  if (count < 100) return count;
  const step = 10 ** (Math.floor(Math.log10(count)) - 1);
  return Math.ceil(count / step) * step;
}

const countText = (count: number): string => count.toLocaleString('en-GB');
