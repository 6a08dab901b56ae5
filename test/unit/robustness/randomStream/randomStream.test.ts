import { describe, expect, it } from 'vitest';
import { randomOrder, RandomStream, seededOrder, type RandomAddress } from '../../../../src/robustness/randomStream';
import { hashWords } from '../../../../src/robustness/randomStream/randomAddress';
import { chiSquareTail } from '../statisticalTests';

const address: RandomAddress = { seed: 1, purpose: 'evaluation', kind: 'elements', law: { norm: 2, sampling: 'ball', unit: 'element' }, image: 0, draw: 0 };

describe('the hash of an address', () => {
  // Made with the Python package mmh3: hash_bytes(words, 0, x64arch=False).
  it.each([
    [[0, 0, 0, 0], [0x5a4075d6, 0x6b2d3d27, 0xd3926c2f, 0xeb228a07]],
    [[1, 2, 3, 4], [0x37d6ee17, 0x3d4a429d, 0x3dbb9c17, 0x5b64b81d]],
    [
      [0xdeadbeef, 0x12345678, 0xffffffff, 0x80000000, 5, 6, 7, 8, 9, 10, 11, 0xcafebabe],
      [0x6c7f74e8, 0x1a67d8f5, 0xbf22621b, 0x5a726d61],
    ],
  ])('is MurmurHash3_x86_128 of %j', (words, expected) => {
    const state = new Int32Array(4);
    hashWords(Int32Array.from(words, (word) => word | 0), state);
    expect(Array.from(state, (word) => word >>> 0)).toEqual(expected);
  });
});

/** sfc32 as published, on whole numbers of any size. */
function* referenceGenerator(words: readonly number[]): Generator<number> {
  const mask = 0xffff_ffffn;
  let [a = 0n, b = 0n, c = 0n, counter = 0n] = words.map(BigInt);
  for (;;) {
    const word = (a + b + counter) & mask;
    counter = (counter + 1n) & mask;
    a = b ^ (b >> 9n);
    b = (c + (c << 3n)) & mask;
    c = (((c << 21n) | (c >> 11n)) + word) & mask;
    yield Number(word);
  }
}

describe('a random stream', () => {
  it('is sfc32 started at the hash of its address, after eight words', () => {
    const words = new Int32Array(12);
    // purpose and kind; seed, image and draw in two halves each; sampling and unit; the norm's bits; padding.
    const norm = new DataView(new ArrayBuffer(8));
    norm.setFloat64(0, 2.5);
    words.set([(1 << 8) | 1, 7, 0x1f_ffff, 9, 1, 3, 0, (2 << 8) | 1, norm.getInt32(0), norm.getInt32(4), 0, 0]);
    const state = new Int32Array(4);
    hashWords(words, state);
    const reference = referenceGenerator(Array.from(state, (word) => word >>> 0));
    for (let i = 0; i < 8; i++) reference.next();
    const stream = new RandomStream({
      seed: 0x1f_ffff * 2 ** 32 + 7,
      purpose: 'evaluation',
      kind: 'elements',
      law: { norm: 2.5, sampling: 'sphere', unit: 'element' },
      image: 2 ** 32 + 9,
      draw: 3,
    });
    for (let i = 0; i < 1000; i++) expect(stream.nextWord()).toBe(reference.next().value);
  });

  it('gives the same words one by one and by the array, in any split', () => {
    const single = new RandomStream(address);
    const expected = Int32Array.from({ length: 100 }, () => single.nextWord());
    const bulk = new RandomStream(address);
    const words = new Int32Array(100);
    bulk.fillWords(words.subarray(0, 37));
    words[37] = bulk.nextWord();
    bulk.fillWords(words.subarray(38));
    expect(words).toEqual(expected);
    bulk.restart(address);
    expect(bulk.nextWord() | 0).toBe(expected[0]);
  });

  it('has words of its own wherever the address differs', () => {
    const others: RandomAddress[] = [
      { ...address, seed: 2 },
      { ...address, seed: 1 + 2 ** 32 },
      { ...address, purpose: 'training' },
      { ...address, kind: 'positions' },
      { ...address, image: 1 },
      { ...address, image: 2 ** 32 },
      { ...address, draw: 1 },
      { seed: 1, purpose: 'evaluation', kind: 'elements', image: 0, draw: 0 },
      ...([0, 1, 2.0000000000000004, 'inf', 'gaussian'] as const).map((norm) => ({ ...address, law: { norm, sampling: 'ball' as const, unit: 'element' as const } })),
      { ...address, law: { norm: 2, sampling: 'sphere', unit: 'element' } },
      { ...address, law: { norm: 2, sampling: 'ball', unit: 'pixel' } },
    ];
    const words = (of: RandomAddress): Int32Array => {
      const array = new Int32Array(1000);
      new RandomStream(of).fillWords(array);
      return array;
    };
    const all = [address, ...others].map(words);
    // Bits in common of two independent streams: N(16000, 8000); 120 pairs at 6 deviations fail with probability 2e-7.
    for (const [i, one] of all.entries()) {
      for (const other of all.slice(i + 1)) {
        let common = 0;
        for (const [k, word] of one.entries()) common += bitCount(~(word ^ (other[k] ?? 0)));
        expect(Math.abs(common - 16_000) / Math.sqrt(8000)).toBeLessThan(6);
      }
    }
  });

  it('flips each bit of the first word half of the time when one bit of seed, image or draw flips', () => {
    const first = (of: RandomAddress): number => new RandomStream(of).nextWord();
    const flips = new Float64Array(32);
    let pairs = 0;
    for (const field of ['seed', 'image', 'draw'] as const) {
      for (let bit = 0; bit < 52; bit++) {
        for (let base = 0; base < 40; base++) {
          const low = base % 2 ** bit;
          const value = low + 2 * (base - low);
          const difference = first({ ...address, [field]: value }) ^ first({ ...address, [field]: value + 2 ** bit });
          for (let i = 0; i < 32; i++) flips[i] = (flips[i] ?? 0) + ((difference >>> i) & 1);
          pairs++;
        }
      }
    }
    // Binomial(6240, 1/2) for each of 32 bits: 6 deviations fail with probability 7e-8.
    for (const count of flips) expect(Math.abs(count - pairs / 2) / Math.sqrt(pairs / 4)).toBeLessThan(6);
  });

  it('gives every byte of a word uniformly and independently of its neighbours', () => {
    const words = new Int32Array(262_144);
    new RandomStream(address).fillWords(words);
    for (const shift of [0, 8, 16, 24]) {
      const pairs = new Float64Array(256 * 256);
      for (let i = 1; i < words.length; i++) {
        const place = (((words[i - 1] ?? 0) >>> shift) & 255) * 256 + (((words[i] ?? 0) >>> shift) & 255);
        pairs[place] = (pairs[place] ?? 0) + 1;
      }
      expect(chiSquareTail(pairs, (words.length - 1) / pairs.length)).toBeGreaterThan(1e-7);
    }
  });

  it('draws uniforms inside (0, 1) and indices without bias', () => {
    const stream = new RandomStream(address);
    for (let i = 0; i < 10_000; i++) {
      const u = stream.nextUniform();
      expect(u > 0 && u < 1).toBe(true);
    }
    const counts = new Float64Array(7);
    for (let i = 0; i < 70_000; i++) {
      const index = stream.nextIndex(7);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    expect(chiSquareTail(counts, 10_000)).toBeGreaterThan(1e-7);
  });

  it.each([1, 2, 3, 3072, 2 ** 21 + 1, 3_000_000_001, 2 ** 32 - 1])('nextIndex(%i) is the high half of a 64-bit product', (bound) => {
    const stream = new RandomStream(address);
    const source = new RandomStream(address);
    const threshold = 2n ** 32n % BigInt(bound);
    for (let i = 0; i < 2000; i++) {
      let product;
      do product = BigInt(source.nextWord()) * BigInt(bound);
      while ((product & 0xffff_ffffn) < threshold);
      expect(stream.nextIndex(bound)).toBe(Number(product >> 32n));
    }
  });
});

describe('a random order', () => {
  it('is a permutation, and a shorter one is its beginning', () => {
    const whole = seededOrder(1000, 5);
    expect(Array.from(whole).sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    for (const limit of [0, 1, 10, 999, 1000, 5000]) expect(seededOrder(1000, 5, limit)).toEqual(whole.slice(0, limit));
    expect(seededOrder(1000, 6)).not.toEqual(whole);
    expect(seededOrder(0, 5)).toHaveLength(0);
  });

  it('takes every order of four equally often', () => {
    const counts = new Map<string, number>();
    const stream = new RandomStream(address);
    for (let i = 0; i < 24_000; i++) {
      const order = randomOrder(stream, 4).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(chiSquareTail([...counts.values()], 1000)).toBeGreaterThan(1e-7);
  });
});

function bitCount(word: number): number {
  let count = 0;
  for (let rest = word >>> 0; rest !== 0; rest >>>= 1) count += rest & 1;
  return count;
}
