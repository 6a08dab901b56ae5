import type { ImageShape } from '../corruption';
import type { RandomStream } from '../randomStream';
import type { Mixing } from './augmentationDescription';
import { nextBeta } from './betaLaw';
import type { Rectangle } from './patch';

/** What an image is mixed with. Weight: the share of the image itself, from 0 to 1. */
export interface Mixture {
  /** Place of the partner among the training images. */
  readonly partner: number;
  readonly weight: number;
  /** What is replaced by the partner; absent for Mixup, where all of it is a mean. */
  readonly box?: Rectangle;
}

/**
 * Draws whether and how an image is mixed. The partner is any training image, equally likely, rather than another of
 * the same batch: so what becomes of an image does not depend on its batch.
 *
 * @param count training images
 */
export function drawMixture(mixing: readonly Mixing[], count: number, shape: ImageShape, stream: RandomStream): Mixture | undefined {
  if (mixing.length === 0) return undefined;
  const { name, alpha, probability } = mixing[stream.nextIndex(mixing.length)] as Mixing;
  if (stream.nextUniform() >= probability) return undefined;
  const partner = stream.nextIndex(count);
  const weight = nextBeta(alpha, alpha, stream);
  return name === 'mixup' ? { partner, weight } : cutMixture(partner, weight, shape, stream);
}

/**
 * A box of the share 1 - weight whose centre is any pixel, cut off at the border; the weight follows what is left of it
 * (Yun et al. 2019, their algorithm A1).
 */
function cutMixture(partner: number, drawn: number, { height, width }: ImageShape, stream: RandomStream): Mixture {
  const side = Math.sqrt(1 - drawn);
  const halfHeight = Math.floor(height * side) >> 1;
  const halfWidth = Math.floor(width * side) >> 1;
  const column = stream.nextIndex(width);
  const row = stream.nextIndex(height);
  const box: Rectangle = {
    top: Math.max(0, row - halfHeight),
    bottom: Math.min(height, row + halfHeight),
    left: Math.max(0, column - halfWidth),
    right: Math.min(width, column + halfWidth),
  };
  const weight = 1 - ((box.bottom - box.top) * (box.right - box.left)) / (height * width);
  return { partner, weight, box };
}

/** Mixes an image with its partner's, in place. */
export function mix(image: Float32Array, partner: Float32Array, { weight, box }: Mixture, { width, channels }: ImageShape): void {
  if (box === undefined) {
    for (let i = 0; i < image.length; i++) image[i] = weight * (image[i] as number) + (1 - weight) * (partner[i] as number);
    return;
  }
  for (let y = box.top; y < box.bottom; y++) {
    const row = y * width;
    image.set(partner.subarray((row + box.left) * channels, (row + box.right) * channels), (row + box.left) * channels);
  }
}
