import { exp, ln, pow } from '../elementary';
import type { RandomStream } from '../randomStream';
import type { ZigguratTable } from './zigguratTable';

/** Elements made at a time: few enough to stay in the first cache. It decides which word an element reads. */
const chunkLength = 1024;
const words = new Int32Array(chunkLength);
/** Places of a chunk whose word fell beside the safe part of its layer. */
const undecided = new Int32Array(chunkLength);

/**
 * Fills an array with independent numbers of the generalised Gaussian density p / (2 Gamma(1/p)) exp(-|t|^p), so that
 * |t|^p follows Gamma(1/p, 1): Laplace for p = 1, N(0, 1/2) for p = 2, nearly uniform on (-1, 1) for large p.
 *
 * One 32-bit word serves an element: its low 8 bits choose the layer, its high 24 the place in it with the sign, so
 * no bit is used twice. The few per cent of the words that fall beside the layers' safe parts read further words,
 * which come after those of their chunk.
 */
export function fillGeneralisedGaussian(values: Float32Array, table: ZigguratTable, stream: RandomStream): void {
  for (let start = 0; start < values.length; start += chunkLength) {
    fillChunk(values, start, Math.min(chunkLength, values.length - start), table, stream);
  }
}

function fillChunk(values: Float32Array, start: number, length: number, table: ZigguratTable, stream: RandomStream): void {
  stream.fillWords(words, length);
  const { step, inner } = table;
  let count = 0;
  // No call inside this loop: with one it takes twice the time.
  for (let i = 0; i < length; i++) {
    const word = words[i] as number;
    const layer = word & 0xff;
    const value = ((word >> 8) + 0.5) * (step[layer] as number);
    values[start + i] = value;
    if (!(Math.abs(value) < (inner[layer] as number))) undecided[count++] = i;
  }
  for (let k = 0; k < count; k++) {
    const i = undecided[k] as number;
    values[start + i] = decide(table, stream, words[i] as number);
  }
}

/** A point beside the safe part of its layer: accepted under the density, else replaced by a new one. */
function decide(table: ZigguratTable, stream: RandomStream, word: number): number {
  for (;;) {
    const layer = word & 0xff;
    const value = ((word >> 8) + 0.5) * (table.step[layer] as number);
    if (Math.abs(value) < (table.inner[layer] as number)) return value;
    if (layer === 0) return value < 0 ? -tailValue(table, stream) : tailValue(table, stream);
    const low = table.density[layer] as number;
    const high = table.density[layer + 1] as number;
    const height = low + ((stream.nextWord() + 0.5) / 0x1_0000_0000) * (high - low);
    if (height < density(Math.abs(value), table.p)) return value;
    word = stream.nextWord() | 0;
  }
}

const density = (t: number, p: number): number => exp(-(p === 1 ? t : p === 2 ? t * t : pow(t, p)));
const exponential = (stream: RandomStream): number => -ln(stream.nextUniform());

/**
 * A value beyond the last layer, exactly, by rejection from the exponential density that touches the tail's
 * logarithm at its beginning: in t where exp(-t^p) is log-concave (p >= 1), else in g = t^p, whose density
 * g^(1/p - 1) exp(-g) is log-concave for p <= 1 (the tail of a Gamma law, Dagpunar 1978).
 */
function tailValue(table: ZigguratTable, stream: RandomStream): number {
  const { p, tail, tailPower } = table;
  if (p >= 1) {
    const rate = (p * tailPower) / tail;
    for (;;) {
      const beyond = exponential(stream) / rate;
      const value = tail + beyond;
      if (exponential(stream) >= pow(value, p) - tailPower - rate * beyond) return value;
    }
  }
  const exponent = 1 / p - 1;
  const rate = 1 - exponent / tailPower;
  for (;;) {
    const power = tailPower + exponential(stream) / rate;
    const ratio = power / tailPower;
    if (exponential(stream) >= exponent * (ratio - 1 - ln(ratio))) return pow(power, 1 / p);
  }
}
