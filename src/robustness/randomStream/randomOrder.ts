import { RandomStream } from './randomStream';

/**
 * The first `limit` places of a random order of 0 to count - 1: distinct, every order equally likely, and the same
 * for any larger limit (Fisher and Yates's shuffle from the front, broken off).
 */
export function randomOrder(stream: RandomStream, count: number, limit = count): Uint32Array {
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  const length = Math.min(limit, count);
  for (let i = 0; i < length; i++) {
    const other = i + stream.nextIndex(count - i);
    const chosen = order[other] as number;
    order[other] = order[i] as number;
    order[i] = chosen;
  }
  return length === count ? order : order.slice(0, length);
}

/**
 * A seeded sample of a split without replacement: image indices in the order of their choice.
 *
 * @param count images in the split, below 2^32
 * @param seed a whole number from 0 to 2^53 - 1
 * @param limit how many to take; a smaller sample is the beginning of a larger one. Default: all, shuffled
 */
export function seededOrder(count: number, seed: number, limit = count): Uint32Array {
  const stream = new RandomStream({ seed, purpose: 'subset', kind: 'order', image: 0, draw: 0 });
  return randomOrder(stream, count, limit);
}
