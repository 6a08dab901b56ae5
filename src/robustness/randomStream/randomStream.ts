import { hashAddress, type RandomAddress } from './randomAddress';

const discarded = 8;

/**
 * The random numbers of one address, in order: the generator sfc32 (Doty-Humphrey, PractRand), whose 128-bit state
 * starts as the hash of the address. Its period is at least 2^32 words from every state, and two of a billion
 * addresses share a state with a probability below 10^-20. Integer arithmetic only.
 */
export class RandomStream {
  readonly #state = new Int32Array(4);

  constructor(address: RandomAddress) {
    this.restart(address);
  }

  /** Goes to the beginning of another address, without a new object: samplers keep one stream. */
  restart(address: RandomAddress): void {
    hashAddress(address, this.#state);
    for (let i = 0; i < discarded; i++) this.nextWord();
  }

  /** A whole number, uniform on 0 to 2^32 - 1. */
  nextWord(): number {
    const state = this.#state;
    const a = state[0] as number;
    const b = state[1] as number;
    const c = state[2] as number;
    const counter = state[3] as number;
    const word = (a + b + counter) | 0;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + word;
    state[3] = counter + 1;
    return word >>> 0;
  }

  /** Writes the next `count` words to the beginning of an array, as signed numbers: what nextWord gives, faster. */
  fillWords(words: Int32Array, count = words.length): void {
    const state = this.#state;
    let a = state[0] as number;
    let b = state[1] as number;
    let c = state[2] as number;
    let counter = state[3] as number;
    for (let i = 0; i < count; i++) {
      const word = (((a + b) | 0) + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + word) | 0;
      words[i] = word;
    }
    state[0] = a;
    state[1] = b;
    state[2] = c;
    state[3] = counter;
  }

  /** Uniform on the 2^52 midpoints of the interval (0, 1): never 0 or 1. Reads two words. */
  nextUniform(): number {
    const high = this.nextWord() >>> 6;
    const low = this.nextWord() >>> 6;
    return (high * 0x400_0000 + low + 0.5) / 0x10_0000_0000_0000;
  }

  /**
   * Uniform on 0 to bound - 1, exactly (Lemire 2019: the high half of word * bound, rejecting the excess).
   *
   * @param bound a whole number from 1 to 2^32 - 1
   */
  nextIndex(bound: number): number {
    for (;;) {
      const word = this.nextWord();
      // The product has up to 64 bits; its halves are formed apart because a double holds 53.
      const middle = (word >>> 16) * bound + Math.floor(((word & 0xffff) * bound) / 0x1_0000);
      const low = Math.imul(word, bound) >>> 0;
      if (low >= bound || low >= 0x1_0000_0000 % bound) return Math.floor(middle / 0x1_0000);
    }
  }
}
