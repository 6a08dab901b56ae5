import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { idxFile, writeConverted } from './binaryFormats';

const side = 28;
const pixels = side * side;
const classCount = 10;
const imagesPerClass = 7000;
const testImagesPerClass = 1000;

/** The seed of our split; another text makes another split. */
const splitSeed = 'lp-robustness fashion-mnist split 1';

const clothesSchema = z.object({ data: z.array(z.array(z.number())) });

interface Garment {
  readonly label: number;
  readonly pixels: Buffer;
  /** SHA-256 of seed and pixels: the split and the order follow from it alone. */
  readonly key: string;
}

/**
 * Turns the package's ten JSON files, one a class, into the four IDX files of MNIST's layout.
 *
 * The package keeps neither the official split nor the official order, so the split is ours: each image is keyed by
 * SHA-256(seed, pixels); of every class the 1,000 images with the smallest keys are the test set and the other 6,000
 * the training set, both in the order of the keys. Equal images have equal keys and so stay on one side (54 of the
 * 70,000 repeat another). Figures are therefore not comparable to the last digit with those on the official split.
 */
export async function convertFashionMnist(unpacked: string, target: string, signal?: AbortSignal): Promise<void> {
  const train: Garment[] = [];
  const test: Garment[] = [];
  for (let label = 0; label < classCount; label += 1) {
    signal?.throwIfAborted();
    const garments = await readClass(path.join(unpacked, 'src', 'clothes', `${label}.json`), label);
    test.push(...garments.slice(0, testImagesPerClass));
    train.push(...garments.slice(testImagesPerClass));
    await nextTurn();
  }
  for (const [name, garments] of [['train', train], ['t10k', test]] as const) {
    garments.sort(byKey);
    const images = Buffer.concat(garments.map((garment) => garment.pixels));
    await writeConverted(path.join(target, `${name}-images-idx3-ubyte`), idxFile([garments.length, side, side], images));
    await writeConverted(path.join(target, `${name}-labels-idx1-ubyte`), idxFile([garments.length], Buffer.from(garments.map((garment) => garment.label))));
  }
}

async function readClass(file: string, label: number): Promise<Garment[]> {
  const { data } = clothesSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  // The first class has two empty rows among its 7,002.
  const garments = data.filter((row) => row.length === pixels).map((row) => {
    const bytes = Buffer.from(row);
    return { label, pixels: bytes, key: createHash('sha256').update(splitSeed).update(bytes).digest('hex') };
  });
  if (garments.length !== imagesPerClass) throw new Error(`${file} has ${garments.length} images instead of ${imagesPerClass}`);
  return garments.sort(byKey);
}

function byKey(a: Garment, b: Garment): number {
  if (a.key === b.key) return a.label - b.label;
  return a.key < b.key ? -1 : 1;
}
