import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fetchDataset } from '../../src/engine/dataset/fetchDataset';
import { rate, type Comparison, type Section } from './measurement';

const elements = 3072;
const recordBytes = 1 + elements;
/** Images whose neighbours the plain search finds; it takes each of them through all the others. */
const plainImages = 12;

/** The 50,000 training images of CIFAR-10 as its binary files hold them: a label and 3,072 bytes each. */
async function trainingRecords(): Promise<Uint8Array> {
  const folder = await fetchDataset('cifar10', { signal: new AbortController().signal, onProgress: () => undefined });
  const files = readdirSync(folder).filter((name) => /^data_batch_\d\.bin$/.test(name)).sort();
  return Buffer.concat(files.map((name) => readFileSync(path.join(folder, name))));
}

/** Distance to the nearest image of another class by comparing every element with every image: what the search must equal. */
function plainNearest(records: Uint8Array, image: number, norm: 2 | 'inf'): number {
  const own = image * recordBytes;
  let least = Infinity;
  for (let other = 0; other < records.length; other += recordBytes) {
    if (records[other] === records[own]) continue;
    let distance = 0;
    for (let i = 1; i <= elements; i += 1) {
      const difference = Math.abs((records[own + i] ?? 0) - (records[other + i] ?? 0));
      if (norm === 2) distance += difference * difference;
      else if (difference > distance) distance = difference;
    }
    if (distance < least) least = distance;
  }
  return norm === 2 ? Math.sqrt(least) : least;
}

/** The class separation of CIFAR-10's training images on all cores, against a plain search. */
export async function separationSection(): Promise<Section> {
  const records = await trainingRecords();
  const count = records.length / recordBytes;
  const cores = os.availableParallelism();
  const rows = ([2, 'inf'] as const).map((norm): Comparison => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'lpr-bench-'));
    try {
      const began = performance.now();
      const args = ['dist/cli.js', 'separation', '--data', 'cifar10', '--norm', String(norm), '--between', 'train-train', '--out', path.join(folder, 'separation'), '--format', 'json'];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
      const seconds = (performance.now() - began) / 1000;
      const { minimum } = JSON.parse(stdout) as { minimum: number };
      const plainBegan = performance.now();
      for (let k = 0; k < plainImages; k += 1) plainNearest(records, Math.floor((k * count) / plainImages), norm);
      const plain = ((performance.now() - plainBegan) / 1000 / plainImages) * (count / cores);
      return {
        what: `L${norm}, ${count.toLocaleString('en-GB')} images with each other`,
        ours: `${(seconds / 60).toFixed(1)} min (${rate(count / seconds, 'images/s')}; separation ${minimum.toPrecision(5)})`,
        other: `${(plain / 60).toFixed(0)} min (${rate(count / plain, 'images/s')})`,
        ratio: plain / seconds,
        goal: 10,
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
  return {
    title: 'Class separation',
    method: `CIFAR-10's training images, each compared with those of another class, exactly; the whole command on ${cores} cores. Against: every element of every image in a plain loop over ${plainImages} of the images, on one core, carried over to all of them and to ${cores} cores.`,
    rows,
  };
}
