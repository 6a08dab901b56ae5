import { clopperPearson } from '../../robustness/statistics/binomialInterval';

/** A figure whose interval holds the maximum, so that it does not decide. */
export interface Undecided {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly maximum: number;
  /** Images behind it. */
  readonly n: number;
  /** Whether the interval is that of Clopper and Pearson with an image a trial. */
  readonly isBinomial: boolean;
}

/** A verdict that needs more images than this is out of reach. */
const mostImages = 1e9;

/**
 * About how many images would decide whether a figure is at most its maximum, if its value stayed as it is; null where
 * the value is the maximum itself, or so near that a thousand million images would not do.
 *
 * For a proportion it is the smallest n whose interval of Clopper and Pearson (1934) decides. For other figures the
 * distance from value to bound shrinks with the square root of n, as that of every mean does.
 */
export function imagesNeeded({ value, low, high, maximum, n, isBinomial }: Undecided): number | null {
  if (value === maximum || n === 0) return null;
  if (isBinomial) return smallestAbove(n, (trials) => decides(value, trials, maximum));
  const ratio = (value < maximum ? high - value : value - low) / Math.abs(maximum - value);
  const needed = Math.max(n + 1, Math.ceil(n * ratio * ratio));
  return needed <= mostImages ? needed : null;
}

function decides(share: number, trials: number, maximum: number): boolean {
  const { low, high } = clopperPearson(share * trials, trials);
  return high <= maximum || low > maximum;
}

/** The smallest whole number above `start` for which something holds that goes on holding once it does. */
function smallestAbove(start: number, holds: (n: number) => boolean): number | null {
  let below = start;
  let above = start + 1;
  while (!holds(above)) {
    if (above >= mostImages) return null;
    below = above;
    above = Math.min(2 * above, mostImages);
  }
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}
