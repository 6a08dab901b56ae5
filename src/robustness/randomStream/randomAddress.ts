/**
 * What a random number is for. Streams of different purposes never share a number, so that the images of a training
 * run cannot be correlated with the corruptions it is evaluated on.
 */
export type RandomPurpose = 'evaluation' | 'training' | 'augmentation' | 'subset' | 'statistics';

/** What a stream's numbers become. One image may need several kinds. */
export type StreamKind =
  | 'elements'
  | 'positions'
  | 'replacements'
  | 'order'
  | 'choice'
  | 'resampling'
  | 'common'
  | 'crop'
  | 'policy'
  | 'erasing'
  | 'mixing';

/** The part of a corruption's law that decides which stream it reads; see NoiseLaw in corruption/. */
export interface AddressedLaw {
  readonly norm: number | 'inf' | 'gaussian';
  readonly sampling: 'ball' | 'sphere';
  readonly unit: 'element' | 'pixel';
}

/**
 * Where a stream of random numbers lives. The same address gives the same numbers whenever, wherever and in whatever
 * order it is read; two addresses that differ anywhere give independent numbers.
 */
export interface RandomAddress {
  /** A whole number from 0 to 2^53 - 1. */
  readonly seed: number;
  readonly purpose: RandomPurpose;
  readonly kind: StreamKind;
  /** Absent where the stream belongs to no corruption. */
  readonly law?: AddressedLaw;
  /**
   * For kind `common` alone: which common corruption, by its number in commonCorruptionNames from 1 on, and which of
   * the streams that it reads. Never with a law.
   */
  readonly common?: { readonly corruption: number; readonly part: number };
  /** Index of the image in its split; 0 where there is none. A whole number below 2^53. */
  readonly image: number;
  /** Number of the draw of that image, or the epoch. A whole number below 2^53. */
  readonly draw: number;
}

// These numbers are part of the sampler's version: never give one to another meaning.
const purposeCode: Record<RandomPurpose, number> = { evaluation: 1, training: 2, augmentation: 3, subset: 4, statistics: 5 };
const kindCode: Record<StreamKind, number> = {
  elements: 1,
  positions: 2,
  replacements: 3,
  order: 4,
  choice: 5,
  resampling: 6,
  common: 7,
  crop: 8,
  policy: 9,
  erasing: 10,
  mixing: 11,
};
const samplingCode: Record<AddressedLaw['sampling'], number> = { ball: 1, sphere: 2 };
const unitCode: Record<AddressedLaw['unit'], number> = { element: 1, pixel: 2 };
const gaussianCode = -1;

const wordCount = 12;
const words = new Int32Array(wordCount);
const doubleBits = new DataView(new ArrayBuffer(8));

/** Writes an address as twelve 32-bit words, injectively. */
function writeWords(address: RandomAddress): void {
  words[0] = (purposeCode[address.purpose] << 8) | kindCode[address.kind];
  writeWhole(1, address.seed);
  writeWhole(3, address.image);
  writeWhole(5, address.draw);
  const { law } = address;
  if (law === undefined) {
    words.fill(0, 7);
    words[10] = address.common?.corruption ?? 0;
    words[11] = address.common?.part ?? 0;
    return;
  }
  words[7] = (samplingCode[law.sampling] << 8) | unitCode[law.unit];
  doubleBits.setFloat64(0, law.norm === 'inf' ? Infinity : law.norm === 'gaussian' ? gaussianCode : law.norm);
  words[8] = doubleBits.getInt32(0);
  words[9] = doubleBits.getInt32(4);
  words[10] = 0;
  words[11] = 0;
}

function writeWhole(at: number, value: number): void {
  words[at] = value % 0x1_0000_0000 | 0;
  words[at + 1] = Math.floor(value / 0x1_0000_0000);
}

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

function finalise(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** 128-bit hash of an address. `state` receives four 32-bit words. */
export function hashAddress(address: RandomAddress, state: Int32Array): void {
  writeWords(address);
  hashWords(words, state);
}

/**
 * MurmurHash3_x86_128 with seed 0 (Appleby, public domain) of 32-bit words in little-endian order.
 *
 * @param words a multiple of four
 * @param state receives four words
 */
export function hashWords(words: Int32Array, state: Int32Array): void {
  const c1 = 0x239b961b;
  const c2 = 0xab0e9789;
  const c3 = 0x38b34ae5;
  const c4 = 0xa1e38b93;
  let h1 = 0;
  let h2 = 0;
  let h3 = 0;
  let h4 = 0;
  for (let at = 0; at < words.length; at += 4) {
    h1 ^= Math.imul(rotate(Math.imul(words[at] as number, c1), 15), c2);
    h1 = (Math.imul((rotate(h1, 19) + h2) | 0, 5) + 0x561ccd1b) | 0;
    h2 ^= Math.imul(rotate(Math.imul(words[at + 1] as number, c2), 16), c3);
    h2 = (Math.imul((rotate(h2, 17) + h3) | 0, 5) + 0x0bcaa747) | 0;
    h3 ^= Math.imul(rotate(Math.imul(words[at + 2] as number, c3), 17), c4);
    h3 = (Math.imul((rotate(h3, 15) + h4) | 0, 5) + 0x96cd1c35) | 0;
    h4 ^= Math.imul(rotate(Math.imul(words[at + 3] as number, c4), 18), c1);
    h4 = (Math.imul((rotate(h4, 13) + h1) | 0, 5) + 0x32ac3b17) | 0;
  }
  const length = 4 * words.length;
  h1 ^= length;
  h2 ^= length;
  h3 ^= length;
  h4 ^= length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = (h2 + h1) | 0;
  h3 = (h3 + h1) | 0;
  h4 = (h4 + h1) | 0;
  h1 = finalise(h1);
  h2 = finalise(h2);
  h3 = finalise(h3);
  h4 = finalise(h4);
  h1 = (h1 + h2 + h3 + h4) | 0;
  state[0] = h1;
  state[1] = h2 + h1;
  state[2] = h3 + h1;
  state[3] = h4 + h1;
}
