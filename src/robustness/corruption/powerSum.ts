import { pow } from '../elementary';
import { wordView } from './wordView';

const indexBits = 10;
const indexCount = 1 << indexBits;
const indexShift = 23 - indexBits;
const restMask = (1 << indexShift) - 1;
const restHalf = 1 << (indexShift - 1);
const seriesLength = 7;

/** What |x|^p of a float32 number is put together from: see `powerSum`. */
interface PowerTable {
  /** 2^(p e) for each biased exponent; 0 for exponent 0, so that zeros and subnormal numbers count nothing. */
  readonly ofExponent: Float64Array;
  /** c^p for the centre c of each interval of the significand. */
  readonly ofCentre: Float64Array;
  /** What one last place is of the centre. */
  readonly placeOfCentre: Float64Array;
  /** Binomial coefficients of (1 + r)^p. */
  readonly series: Float64Array;
}

const remembered = new Map<number, PowerTable>();
const rememberedAtMost = 64;

/**
 * The Lp norm of an array for finite p, to 1e-7 (to 1e-12 where the sum of powers is a number of ordinary size and
 * p <= 50). Where the powers over- or underflow, the array is divided by its largest entry first.
 */
export function lpNorm(values: Float32Array, p: number): number {
  let largest: number | undefined;
  // A steep power nearly always leaves the range: one look at the largest entry saves the sum that would be thrown away.
  if (p < steep || !leavesRange((largest = largestEntry(values)), values.length, p)) {
    const sum = powerSum(values, p);
    if (sum > least && sum < most) return root(sum, p);
  }
  largest ??= largestEntry(values);
  if (largest === 0) return 0;
  if (scaled.length !== values.length) scaled = new Float32Array(values.length);
  const inverse = 1 / largest;
  for (let i = 0; i < values.length; i++) scaled[i] = (values[i] as number) * inverse;
  return largest * root(powerSum(scaled, p), p);
}

const steep = 60;
/** Between these a sum of powers has all its digits. */
const least = 1e-200;
const most = 1e200;

/** Whether the sum of powers is certain to lie outside the range: it lies between largest^p and length times that. */
function leavesRange(largest: number, length: number, p: number): boolean {
  const power = pow(largest, p);
  return 2 * length * power < least || power > 2 * most;
}

const root = (sum: number, p: number): number => (p === 1 ? sum : p === 2 ? Math.sqrt(sum) : pow(sum, 1 / p));

let scaled = new Float32Array(0);

function largestEntry(values: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i] as number);
    if (size > largest) largest = size;
  }
  return largest;
}

/**
 * Sum of |x|^p over an array, to a relative 2e-9 p. Numbers below 2^-126 count nothing.
 *
 * A power by exp and log would cost more than all else in the sampler. A float32 number's bits are cut into exponent,
 * 10 leading bits of the significand and a rest: |x|^p = 2^(pe) c^p (1 + r)^p, with two factors from a table of this p
 * and the third from the binomial series, |r| < 2^-11.
 */
export function powerSum(values: Float32Array, p: number): number {
  let sum = 0;
  if (p === 1) {
    for (let i = 0; i < values.length; i++) sum += Math.abs(values[i] as number);
    return sum;
  }
  if (p === 2) {
    for (let i = 0; i < values.length; i++) {
      const x = values[i] as number;
      sum += x * x;
    }
    return sum;
  }
  const { ofExponent, ofCentre, placeOfCentre, series } = powerTable(p);
  const [, s1, s2, s3, s4, s5, s6] = series as unknown as readonly [number, number, number, number, number, number, number];
  const bits = wordView(values);
  for (let i = 0; i < bits.length; i++) {
    const word = bits[i] as number;
    const centre = (word >>> indexShift) & (indexCount - 1);
    const r = ((word & restMask) - restHalf) * (placeOfCentre[centre] as number);
    const scale = (ofExponent[(word >>> 23) & 0xff] as number) * (ofCentre[centre] as number);
    sum += scale * (1 + r * (s1 + r * (s2 + r * (s3 + r * (s4 + r * (s5 + r * s6))))));
  }
  return sum;
}

function powerTable(p: number): PowerTable {
  const known = remembered.get(p);
  if (known !== undefined) return known;
  const ofExponent = new Float64Array(256);
  for (let exponent = 1; exponent < 256; exponent++) ofExponent[exponent] = pow(2, p * (exponent - 127));
  const ofCentre = new Float64Array(indexCount);
  const placeOfCentre = new Float64Array(indexCount);
  for (let i = 0; i < indexCount; i++) {
    const centre = 1 + (i + 0.5) / indexCount;
    ofCentre[i] = pow(centre, p);
    placeOfCentre[i] = 1 / (centre * 0x80_0000);
  }
  const series = new Float64Array(seriesLength);
  series[0] = 1;
  for (let k = 1; k < seriesLength; k++) series[k] = ((series[k - 1] as number) * (p - k + 1)) / k;
  const table = { ofExponent, ofCentre, placeOfCentre, series };
  if (remembered.size >= rememberedAtMost) remembered.clear();
  remembered.set(p, table);
  return table;
}
