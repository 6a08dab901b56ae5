import { isSeparationNorm } from './neighbourSearch';

/** Whether a corruption of a size can, by class separation alone, have moved an image to where another label is right. */
export type LabelSafety =
  /** Closer to its own image than to any image of another class that was compared. */
  | { readonly kind: 'guaranteed'; readonly below: number }
  /** From `from` on, a corrupted image may be as close to an image of another class as to its own. */
  | { readonly kind: 'notGuaranteed'; readonly from: number }
  /** Separation tells nothing here. */
  | { readonly kind: 'undefined'; readonly reason: string };

/**
 * The epsilon from which on class separation no longer guarantees the label: half the separation, since balls of smaller
 * radius around two images never meet (triangle inequality; Yang et al. 2020, r-separation). Beyond it the label may well
 * still be right: only the guarantee ends. Undefined for p < 1, L0 and the Gaussian.
 *
 * @param separation smallest distance, in that norm, of two images of different classes
 */
export function guaranteedBelow(norm: number | 'inf' | 'gaussian', separation: number): number | undefined {
  return isSeparationNorm(norm) ? separation / 2 : undefined;
}

/** What class separation says of one epsilon; see {@link guaranteedBelow}. At exactly half the separation the guarantee has ended. */
export function labelSafety(norm: number | 'inf' | 'gaussian', epsilon: number, separation: number): LabelSafety {
  const half = guaranteedBelow(norm, separation);
  if (half === undefined) return { kind: 'undefined', reason: undefinedReason(norm) };
  return epsilon < half ? { kind: 'guaranteed', below: half } : { kind: 'notGuaranteed', from: half };
}

function undefinedReason(norm: number | 'inf' | 'gaussian'): string {
  if (norm === 'gaussian') return 'Gaussian noise has no largest size';
  if (norm === 0) return 'L0 counts changed elements and knows no distance in colour';
  return 'below p = 1 there is no triangle inequality';
}
