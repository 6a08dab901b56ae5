import { createHash } from 'node:crypto';
import path from 'node:path';
import { dataErrors } from '../../protocol/errors';
import { readClassNames } from './classNames';
import type { ImageSource } from './imageSource';
import { openBytes, type StoredBytes } from './storedBytes';

const side = 32;
const plane = side * side;
const recordsAtOnce = 512;

/**
 * The binary versions of CIFAR-10 and CIFAR-100 (Krizhevsky 2009): per image the label (CIFAR-100: coarse label, fine
 * label), then the red, green and blue planes of 32 x 32, row by row. The fine labels are the classes of CIFAR-100.
 */
interface CifarForm {
  readonly classCount: number;
  readonly labelBytes: number;
  readonly namesFile: string;
  readonly splits: Readonly<Record<'train' | 'test', RegExp>>;
}

const forms: readonly CifarForm[] = [
  {
    classCount: 10,
    labelBytes: 1,
    namesFile: 'batches.meta.txt',
    splits: { train: /^data_batch_\d+\.bin$/, test: /^test_batch\.bin$/ },
  },
  { classCount: 100, labelBytes: 2, namesFile: 'fine_label_names.txt', splits: { train: /^train\.bin$/, test: /^test\.bin$/ } },
];

/** The form that a file's name stands for. */
function formOf(name: string): CifarForm | undefined {
  return forms.find(({ splits }) => splits.train.test(name) || splits.test.test(name));
}

export function isCifarName(name: string): boolean {
  return formOf(name) !== undefined;
}

/** The CIFAR files of a split in a folder, in the order of their numbers; undefined where the folder has none at all. */
export function findCifar(folder: string, entries: readonly string[], split: 'train' | 'test'): string[] | undefined {
  const form = forms.find(({ splits }) => entries.some((name) => splits.train.test(name) || splits.test.test(name)));
  if (form === undefined) return undefined;
  const found = entries.filter((name) => form.splits[split].test(name));
  if (found.length === 0) throw dataErrors.noImages({ path: folder, split });
  return found.sort((a, b) => numberIn(a) - numberIn(b)).map((name) => path.join(folder, name));
}

function numberIn(name: string): number {
  return Number(/\d+/.exec(name)?.[0] ?? 0);
}

/** Opens CIFAR binary files as one split. @throws LPR-310, 311, 314, 317. */
export async function openCifar(files: readonly string[]): Promise<ImageSource> {
  const [first = ''] = files;
  const form = formOf(path.basename(first));
  if (form === undefined) throw dataErrors.unknownFormat({ path: first });
  const record = form.labelBytes + 3 * plane;
  const parts: StoredBytes[] = [];
  const close = (): void => parts.forEach((part) => part.close());
  try {
    for (const file of files) parts.push(await openBytes(file));
    const labels = parts.flatMap((part) => readLabels(part, form, record));
    const names = await readClassNames(path.join(path.dirname(first), form.namesFile));
    const bytes = new Uint8Array(record);
    const samples = new Uint8Array(3 * plane);
    return {
      labels: Int32Array.from(labels),
      labelsFrom: files.length === 1 ? first : path.dirname(first),
      // Without names the number of classes is still known.
      classNames: names?.length === form.classCount ? names : Array.from({ length: form.classCount }, (_, i) => String(i)),
      classesByName: false,
      passedOver: 0,
      isCostly: false,
      nameOf: (index) => `image ${index} of ${files.length === 1 ? first : path.dirname(first)}`,
      read: (index) => {
        let within = index * record;
        const part = parts.find((candidate) => within < candidate.size || ((within -= candidate.size), false));
        part?.read(within, bytes);
        interleave(bytes.subarray(form.labelBytes), samples);
        return Promise.resolve({ height: side, width: side, channels: 3, samples, maximum: 255 });
      },
      hash: async (check) => {
        check({ height: side, width: side }, 0);
        const hash = createHash('sha256').update(JSON.stringify({ count: labels.length, height: side, width: side, channels: 3 }));
        for (const part of parts) for await (const piece of part.pieces(0)) hash.update(piece);
        return hash.digest('hex');
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function readLabels(part: StoredBytes, form: CifarForm, record: number): number[] {
  if (part.size === 0 || part.size % record !== 0) {
    throw dataErrors.invalidCifar({ file: part.file, reason: `its ${part.size} bytes are not a whole number of ${record}-byte images` });
  }
  const count = part.size / record;
  const labels: number[] = [];
  for (let start = 0; start < count; start += recordsAtOnce) {
    const records = new Uint8Array(Math.min(recordsAtOnce, count - start) * record);
    part.read(start * record, records);
    for (let at = form.labelBytes - 1; at < records.length; at += record) {
      const label = records[at] ?? 0;
      if (label >= form.classCount) throw dataErrors.labelOutOfRange({ file: part.file, index: labels.length, label, classCount: form.classCount });
      labels.push(label);
    }
  }
  return labels;
}

/** Planes to interleaved channels. */
function interleave(planes: Uint8Array, out: Uint8Array): void {
  for (let pixel = 0; pixel < plane; pixel += 1) {
    out[3 * pixel] = planes[pixel] ?? 0;
    out[3 * pixel + 1] = planes[plane + pixel] ?? 0;
    out[3 * pixel + 2] = planes[2 * plane + pixel] ?? 0;
  }
}
