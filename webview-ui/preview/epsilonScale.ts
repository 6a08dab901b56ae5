import type { NoiseLaw } from '../../src/protocol/norm';
import { maximumEpsilon, type ImageShape } from '../../src/robustness/corruption';
import { epsilonOfChange } from '../../src/robustness/preview';

/** The epsilons that a slider reaches; more can be typed in. */
export interface EpsilonRange {
  readonly smallest: number;
  readonly largest: number;
}

/** The strongest and the weakest change of a value, in the root mean square: a quarter of the range, and a tenth of a level. */
const strongest = 0.25;
const weakest = 0.1 / 255;
/** A corruption to begin with: it can be seen, and the picture still be told. */
const middling = 0.05;

/** From the weakest to the strongest corruption that there is something to see of. */
export function epsilonRange(law: NoiseLaw, shape: ImageShape): EpsilonRange {
  if (law.norm === 0) {
    const units = shape.height * shape.width * (law.unit === 'pixel' ? 1 : shape.channels);
    return { smallest: 1 / units, largest: 0.5 };
  }
  return { smallest: rounded(epsilonOfChange(law, weakest, shape)), largest: rounded(epsilonOfChange(law, strongest, shape)) };
}

/** The epsilon to begin with under a law. */
export const initialEpsilon = (law: NoiseLaw, shape: ImageShape): number => rounded(epsilonOfChange(law, middling, shape));

/** The epsilon at a place of the slider, from 0 to 1. */
export function epsilonAt(place: number, { smallest, largest }: EpsilonRange, scale: 'linear' | 'log'): number {
  const epsilon = scale === 'linear' ? place * largest : smallest * (largest / smallest) ** place;
  return Math.max(smallest, rounded(epsilon));
}

/** The place of an epsilon on the slider, from 0 to 1. */
export function placeOf(epsilon: number, { smallest, largest }: EpsilonRange, scale: 'linear' | 'log'): number {
  const place = scale === 'linear' ? epsilon / largest : Math.log(epsilon / smallest) / Math.log(largest / smallest);
  return Math.min(1, Math.max(0, place));
}

/** The epsilon of the same strength under another law, within what can be sampled. */
export function sameStrength(change: number, law: NoiseLaw, shape: ImageShape): number {
  return Math.min(maximumEpsilon(law.norm), rounded(epsilonOfChange(law, change, shape)));
}

/** Three significant digits: what stands in the field is what is drawn. */
export const rounded = (epsilon: number): number => Number(epsilon.toPrecision(3));
