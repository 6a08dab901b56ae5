import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import type { CorruptionPlan, CorruptionTarget } from './corruptionJob';
import type { CorruptedImage } from '../../protocol/computeMessages';
import { dataErrors } from '../../protocol/errors';
import { checkPlace, codedError, npyHeader } from '../npyFile';

interface Layout {
  readonly header: Buffer;
  readonly first: Pick<CorruptedImage, 'height' | 'width' | 'channels'>;
}

/**
 * A NumPy file of uint8, images x height x width x channels, as CIFAR-10-C has them. Each image is written at its place
 * as it comes; the file appears under its name only when it is whole.
 */
export class CorruptedNpy implements CorruptionTarget {
  readonly #temporary: string;
  #handle: FileHandle | undefined;
  #count = 0;
  #layout: Layout | undefined;

  constructor(private readonly file: string) {
    this.#temporary = `${file}.${process.pid}.part`;
  }

  async begin(_: CorruptionPlan, rows: number): Promise<void> {
    this.#count = rows;
    try {
      await checkPlace(this.file, 0);
      this.#handle = await open(this.#temporary, 'w');
    } catch (error) {
      throw codedError(error, this.file, 0);
    }
  }

  /** @throws LPR-331 for an image of another size than the first, LPR-502 or 520 where it cannot be written */
  async store(row: number, image: CorruptedImage): Promise<void> {
    const { height, width, channels, bytes } = image;
    const isFirst = this.#layout === undefined;
    this.#layout ??= { header: npyHeader('u1', [this.#count, height, width, channels]), first: { height, width, channels } };
    const { header, first } = this.#layout;
    if (height !== first.height || width !== first.width || channels !== first.channels) {
      throw dataErrors.imagesDiffer({ one: sizeOf(first), other: sizeOf(image), file: this.file });
    }
    try {
      if (isFirst) {
        await checkPlace(this.file, header.length + this.#count * bytes.length);
        await this.#write(header, 0);
      }
      await this.#write(bytes, header.length + row * bytes.length);
    } catch (error) {
      throw codedError(error, this.file, header.length + this.#count * bytes.length);
    }
  }

  /** Gives the file its name. */
  async finish(): Promise<void> {
    try {
      await this.#handle?.sync();
      await this.#handle?.close();
      this.#handle = undefined;
      await rename(this.#temporary, this.file);
    } catch (error) {
      throw codedError(error, this.file, 0);
    }
  }

  /** Takes away what is not finished. */
  async discard(): Promise<void> {
    await this.#handle?.close().catch(() => undefined);
    this.#handle = undefined;
    await rm(this.#temporary, { force: true });
  }

  async #write(bytes: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const written = await this.#handle?.write(bytes, done, bytes.length - done, position + done);
      if (written === undefined) throw new Error('the file is not open');
      done += written.bytesWritten;
    }
  }
}

const sizeOf = ({ height, width, channels }: Layout['first']): string => `${height} x ${width} x ${channels}`;
