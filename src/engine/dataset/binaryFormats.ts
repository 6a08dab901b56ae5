import { open } from 'node:fs/promises';

/** An IDX file of unsigned bytes: magic 0, 0, 8 (unsigned byte), number of dimensions, then each as a big-endian uint32. */
export function idxFile(dimensions: readonly number[], data: Buffer): Buffer {
  const head = Buffer.alloc(4 + 4 * dimensions.length);
  head[2] = 8;
  head[3] = dimensions.length;
  dimensions.forEach((size, i) => head.writeUInt32BE(size, 4 + 4 * i));
  return Buffer.concat([head, data]);
}

/** Writes a converted file and syncs it, so that the rename that publishes it never overtakes its bytes. */
export async function writeConverted(file: string, content: Buffer): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
