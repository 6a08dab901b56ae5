import { maximumP, minimumP, type Norm } from '../../src/protocol/norm';

/** Places of the slider: L0 at its beginning, infinity at its end, every p between on a logarithmic scale. */
export const lastPlace = 400;

const decades = Math.log10(maximumP / minimumP);

/** The norm at a place, to three significant digits: each place has another. */
export function normAt(place: number): Norm {
  if (place <= 0) return 0;
  if (place >= lastPlace) return 'inf';
  const p = minimumP * 10 ** ((decades * (place - 1)) / (lastPlace - 2));
  return Number(p.toPrecision(3));
}

/** The place of a norm; Gaussian noise has none and stands where its shape is, at 2. */
export function placeOfNorm(norm: Norm): number {
  if (norm === 0) return 0;
  if (norm === 'inf') return lastPlace;
  const p = norm === 'gaussian' ? 2 : norm;
  return Math.round(1 + (Math.log10(p / minimumP) / decades) * (lastPlace - 2));
}

/** A norm as people type it; undefined where it is none. */
export function normFromText(text: string): Norm | undefined {
  const plain = text.trim().toLowerCase();
  if (plain === 'inf' || plain === 'infinity' || plain === '\u221e') return 'inf';
  if (plain === 'gaussian') return 'gaussian';
  if (!/^\d*\.?\d+$|^\d+\.$/.test(plain)) return undefined;
  const p = Number(plain);
  return p === 0 || (p >= minimumP && p <= maximumP) ? p : undefined;
}
