import type { ImageShape } from '../corruption';
import { exp } from '../elementary';
import { placeWithin } from './border';
import { clipped } from './levels';

/** Blurs each channel by a disk whose edge is softened by a small Gaussian of standard deviation `softening`. */
export function defocusBlur(image: Float32Array, { height, width, channels }: ImageShape, radius: number, softening: number): Float32Array {
  const { side, weights } = softDisk(radius, softening);
  const reach = (side - 1) / 2;
  const paddedWidth = width + 2 * reach;
  const padded = new Float64Array((height + 2 * reach) * paddedWidth * channels);
  for (let y = 0; y < height + 2 * reach; y++) {
    const row = placeWithin(y - reach, height, 'mirror') * width;
    for (let x = 0; x < paddedWidth; x++) {
      const from = (row + placeWithin(x - reach, width, 'mirror')) * channels;
      for (let c = 0; c < channels; c++) padded[(y * paddedWidth + x) * channels + c] = image[from + c] as number;
    }
  }
  const sums = new Float64Array(image.length);
  const rowLength = width * channels;
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k] as number;
    if (weight === 0) continue;
    const shift = Math.floor(k / side) * paddedWidth + (k % side);
    for (let y = 0; y < height; y++) {
      const from = (y * paddedWidth + shift) * channels;
      const to = y * rowLength;
      for (let i = 0; i < rowLength; i++) sums[to + i] = (sums[to + i] as number) + weight * (padded[from + i] as number);
    }
  }
  return Float32Array.from(sums, clipped);
}

/**
 * A disk of equal weights, filtered by a Gaussian kernel of 3 x 3 weights, or 5 x 5 for radii above 8. The grid has 17 x
 * 17 places up to radius 8 and goes to the radius above.
 */
function softDisk(radius: number, softening: number): { side: number; weights: Float64Array } {
  const reach = radius <= 8 ? 8 : Math.floor(radius);
  const half = radius <= 8 ? 1 : 2;
  const side = 2 * reach + 1;
  const disk = new Float64Array(side * side);
  let count = 0;
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) {
      if (x * x + y * y > radius * radius) continue;
      disk[(y + reach) * side + x + reach] = 1;
      count++;
    }
  }
  const kernel = Float64Array.from({ length: 2 * half + 1 }, (_, k) => exp(-((k - half) * (k - half)) / (2 * softening * softening)));
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  const weights = new Float64Array(disk.length);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      let sum = 0;
      for (let v = -half; v <= half; v++) {
        for (let u = -half; u <= half; u++) {
          const from = placeWithin(y + v, side, 'mirror') * side + placeWithin(x + u, side, 'mirror');
          sum += (kernel[v + half] as number) * (kernel[u + half] as number) * (disk[from] as number);
        }
      }
      weights[y * side + x] = sum / (total * total * count);
    }
  }
  return { side, weights };
}
