import { experimentErrors } from '../protocol/errors';
import type { Norm, Sampling } from '../protocol/norm';
import { largestP, maximumEpsilon, smallestP } from '../robustness/corruption';

/** What options hold: text, as commander hands it over, turned into numbers and norms or refused with a code. */

/** A decimal number, such as 0.5, 12 or 1e6; NaN for anything else. */
export function readNumber(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
}

/** @throws LPR-107 for anything but a whole number within the range */
export function readWhole(option: string, text: string, least: number, most: number): number {
  const value = readNumber(text);
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw experimentErrors.invalidOption({ option, value: text, expected: `a whole number from ${least} to ${most}` });
  }
  return value;
}

/** @throws LPR-106 for a norm that cannot be sampled */
export function readNorm(text: string): Norm {
  if (text === 'inf' || text === 'gaussian') return text;
  const p = readNumber(text);
  if (p !== 0 && !(p >= smallestP && p <= largestP)) throw experimentErrors.normOutOfRange({ norm: text });
  return p;
}

/**
 * A norm that images are compared in: one below 1 passes here, for the comparison says why it has none.
 * @throws LPR-107 for anything else
 */
export function readDistanceNorm(text: string): Norm {
  if (text === 'inf' || text === 'gaussian') return text;
  const p = readNumber(text);
  if (!(p >= 0 && p <= largestP)) throw experimentErrors.invalidOption({ option: '--norm', value: text, expected: `a number from 1 to ${largestP}, or inf` });
  return p;
}

/** @throws LPR-107 for text that is no number, LPR-105 for an epsilon out of the norm's range */
export function readEpsilon(option: string, text: string, norm: Norm): number {
  const epsilon = readNumber(text);
  if (Number.isNaN(epsilon)) throw experimentErrors.invalidOption({ option, value: text, expected: 'a number above 0' });
  const maximum = maximumEpsilon(norm);
  if (!(epsilon > 0 && epsilon <= maximum)) throw experimentErrors.epsilonOutOfRange({ norm: String(norm), epsilon, maximum });
  return epsilon;
}

/** @throws LPR-107 for anything but ball and sphere */
export function readSampling(text: string): Sampling {
  if (text === 'ball' || text === 'sphere') return text;
  throw experimentErrors.invalidOption({ option: '--sampling', value: text, expected: 'ball or sphere' });
}

/** @throws LPR-107 for anything but a number of seconds */
export function readSeconds(option: string, text: string): number {
  const value = readNumber(text);
  if (!(value >= 0)) throw experimentErrors.invalidOption({ option, value: text, expected: 'seconds, from 0' });
  return value;
}
