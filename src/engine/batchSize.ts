import type { BackendDescription, ImageShape } from '../protocol/computeMessages';

/** Elements of 128 images of 32 x 32 x 3: about what a cache holds beside a small model. */
const cpuElements = 128 * 3072;
const gpuElements = 4 * cpuElements;
/** Larger images still come a few at a time, so that a model's kernels have something to share. */
const smallestUsual = 8;
/** Elements of a batch at most, 64 MiB of float32, however large the images. */
const mostElements = 1 << 24;

/**
 * Images in a block, and so in a prediction. It follows from image shape and backend alone, since the last bits of a
 * prediction may depend on it. A power of two, such that a CPU predicts a batch of a usual model in well under a second.
 */
export function batchSizeFor({ height, width, channels }: ImageShape, { isGpu }: Pick<BackendDescription, 'isGpu'>): number {
  const elements = height * width * channels;
  const usual = Math.min(isGpu ? 512 : 128, (isGpu ? gpuElements : cpuElements) / elements);
  const wanted = Math.max(isGpu ? 4 * smallestUsual : smallestUsual, usual);
  return powerOfTwoUpTo(Math.max(1, Math.min(wanted, mostElements / elements)));
}

function powerOfTwoUpTo(limit: number): number {
  let power = 1;
  while (power * 2 <= limit) power *= 2;
  return power;
}
