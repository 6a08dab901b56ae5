import type { NoiseAddress } from '../corruption';
import { RandomStream, type StreamKind } from '../randomStream';

/** Which random numbers a stage of an image's augmentation reads. */
export interface ImagePlace {
  readonly seed: number;
  /** Index of the image in its split, or of the group that shares its noise. */
  readonly image: number;
  /** From 0; below 2^32. */
  readonly epoch: number;
  /** 0, or the number of the view where an image has three. */
  readonly view: number;
}

/** Draws that a view leaves to the noises of one image, and views that an epoch leaves room for. */
const turnsOfAView = 64;
const epochs = 0x1_0000_0000;

/**
 * The draw of an address: the epoch, and above it what tells apart the streams of one kind that an image reads in it.
 *
 * @param turn number of the noise in its image, below 64
 */
const drawOf = (place: ImagePlace, turn: number): number => place.epoch + epochs * (place.view * turnsOfAView + turn);

let stream: RandomStream | undefined;

/**
 * The stream of one stage. There is one object, restarted: read a stage's numbers before the next one opens its own.
 */
export function openStream(kind: StreamKind, place: ImagePlace, turn = 0): RandomStream {
  const address = { seed: place.seed, purpose: 'augmentation', kind, image: place.image, draw: drawOf(place, turn) } as const;
  if (stream === undefined) stream = new RandomStream(address);
  else stream.restart(address);
  return stream;
}

/** Where the noise of one turn lives. */
export const noiseAddress = (place: ImagePlace, turn: number): NoiseAddress => ({
  seed: place.seed,
  purpose: 'training',
  image: place.image,
  draw: drawOf(place, turn),
});
