import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { idx } from '../engine/idxFile';

const side = 8;
const classCount = 3;

/** Training images as IDX files, and test images where they are wanted: a bright row of pixels on a noisy ground, at a height that is the class. */
export async function makeTrainingData(folder: string, count: number, testCount = 0): Promise<string> {
  const data = path.join(folder, 'data');
  await mkdir(data, { recursive: true });
  await writeSplit(data, 'train', count, 4321);
  if (testCount > 0) await writeSplit(data, 't10k', testCount, 1234);
  return data;
}

async function writeSplit(data: string, split: 'train' | 't10k', count: number, seed: number): Promise<void> {
  const images = new Uint8Array(count * side * side);
  const labels = new Uint8Array(count);
  let state = seed;
  const random = (): number => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 32;
  for (let i = 0; i < count; i += 1) {
    const label = Math.floor(classCount * random());
    labels[i] = label;
    for (let at = 0; at < side * side; at += 1) images[i * side * side + at] = Math.floor(255 * Math.min(1, 0.6 * random() + (Math.floor(at / side) === 2 + 2 * label - 1 ? 0.4 : 0)));
  }
  await writeFile(path.join(data, `${split}-images-idx3-ubyte`), idx([count, side, side], images));
  await writeFile(path.join(data, `${split}-labels-idx1-ubyte`), idx([count], labels));
}
