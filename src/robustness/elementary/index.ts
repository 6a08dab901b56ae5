/*
 * Elementary functions made of + - * / and the bits of a number alone, so that they return the same bits in every
 * JavaScript engine: Math.log, Math.exp and Math.pow may differ in the last place from one to the next.
 */

const number = new Float64Array(1);
const halves = new Int32Array(number.buffer);
const bytes = new Uint8Array(new Float64Array([1]).buffer);
/** Which half of a double holds its sign and exponent; the order differs between processors. */
const high = bytes[7] === 0x3f ? 1 : 0;

// ln 2 in two parts: the first has 32 trailing zero bits, so that its products with an exponent are exact.
const ln2High = 6.93147180369123816490e-1;
const ln2Low = 1.90821492927058770002e-10;

/**
 * Natural logarithm: -Infinity at 0, NaN below. Error below 1.5 units in the last place, subnormal numbers included.
 *
 * x = 2^k m with m between sqrt(1/2) and sqrt(2), and ln m = 2 artanh s for s = (m - 1) / (m + 1), by its series.
 */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return Infinity;
  let exponent = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 0x40_0000_0000_0000;
    exponent = -54;
  }
  number[0] = x;
  const top = halves[high] as number;
  // 0x3fe6a09e is the upper half of sqrt(1/2).
  const shift = (top - 0x3fe6a09e) >> 20;
  exponent += shift;
  halves[high] = top - (shift << 20);
  const f = number[0] - 1;
  const s = f / (2 + f);
  const z = s * s;
  // The series of artanh to z^10 leaves 10^-18 at the ends.
  const rest =
    z *
    (2 / 3 +
      z *
        (2 / 5 +
          z * (2 / 7 + z * (2 / 9 + z * (2 / 11 + z * (2 / 13 + z * (2 / 15 + z * (2 / 17 + z * (2 / 19 + z * (2 / 21))))))))));
  // ln(1 + f) = f - s (f - rest), which keeps the bits of a small f.
  return exponent * ln2High + (f - (s * (f - rest) - exponent * ln2Low));
}

const parts = 32;
const partsPerLn2 = 46.166241308446828;
const ln2HighPart = ln2High / parts;
const ln2LowPart = ln2Low / parts;

/** 2^(j / 32) for j from 0 to 31. */
const partPowers = makePartPowers();

function makePartPowers(): Float64Array {
  const powers = new Float64Array(parts);
  for (let j = 0; j < parts; j++) {
    // The series of exp in 30 terms, from the smallest: once, so accuracy is all that counts.
    const x = (j / parts) * (ln2High + ln2Low);
    let sum = 0;
    for (let k = 30; k > 0; k--) sum = ((1 + sum) * x) / k;
    powers[j] = 1 + sum;
  }
  return powers;
}

/**
 * e to the x. Error up to two units in the last place; 0 from -745.2 downwards, Infinity from 709.8 upwards.
 *
 * x = (32 k + j) ln 2 / 32 + r with |r| < 0.011, so e^x = 2^k 2^(j/32) e^r, the last by its series.
 */
export function exp(x: number): number {
  if (!(x < 709.782712893384)) return x > 709 ? Infinity : NaN;
  if (x < -745.2) return 0;
  const n = Math.round(x * partsPerLn2);
  const r = x - n * ln2HighPart - n * ln2LowPart;
  const j = n & (parts - 1);
  const k = (n - j) / parts;
  const series = r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r * (1 / 5040)))))));
  const part = partPowers[j] as number;
  const value = part + part * series;
  if (k > -1022 && k < 1023) return value * twoToThe(k);
  // In two steps where 2^k itself is no normal number.
  return k < 0 ? value * twoToThe(k + 100) * 7.888609052210118e-31 : value * 2 * twoToThe(k - 1);
}

/** 2 to the k, for whole k from -1022 to 1023. */
function twoToThe(k: number): number {
  halves[high] = (k + 1023) << 20;
  halves[1 - high] = 0;
  return number[0] as number;
}

/**
 * x to the y for x >= 0, as exp(y ln x). Its relative error is below (2 |y ln x| + 2) 2^-53: exact enough for
 * probabilities and radii, not a replacement for a correctly rounded power.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (x === 0) return y > 0 ? 0 : Infinity;
  return exp(y * ln(x));
}
