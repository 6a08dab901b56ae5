import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { knownSeparations } from '../../../src/engine/separation/knownSeparations';
import { labelSafetyNotes, notesFor } from '../../../src/engine/separation/labelSafetyNotes';
import type { SeparationReport } from '../../../src/protocol/separation';
import { estimateMinimumSeparationRobustness, minimumSeparationRobustness } from '../../../src/robustness/classSeparation';
import { temporaryFolders } from './temporaryFolder';

const temporaryFolder = temporaryFolders();
const report = (change: Partial<SeparationReport>): SeparationReport => ({
  norm: 2,
  between: 'train-train',
  minimum: 2.75,
  pair: [1, 2],
  pairClasses: ['a', 'b'],
  guaranteedBelow: 1.375,
  n: 100,
  candidates: 100,
  duplicates: 0,
  quantiles: { '50': 4 },
  histogram: { to: 9, counts: [1] },
  data: { source: 'cifar10', hash: 'x' },
  shape: { height: 32, width: 32, channels: 3 },
  limit: null,
  seed: 1,
  version: '1',
  ...change,
});

async function kept(reports: readonly SeparationReport[]): Promise<string> {
  const folder = await temporaryFolder();
  for (const [i, each] of reports.entries()) {
    await mkdir(path.join(folder, String(i)));
    await writeFile(path.join(folder, String(i), 'separation.json'), JSON.stringify(each));
  }
  await mkdir(path.join(folder, 'unfinished'));
  await mkdir(path.join(folder, 'damaged'));
  await writeFile(path.join(folder, 'damaged', 'separation.json'), '{');
  return folder;
}

describe('separations that are known', () => {
  it('are the smallest of each norm over the comparisons of the same data, complete ones before samples', async () => {
    const folder = await kept([
      report({}),
      report({ between: 'train-test', minimum: 2.5 }),
      report({ between: 'test-test', minimum: 2, limit: 100 }),
      report({ norm: 'inf', minimum: 0.5, limit: 100 }),
      report({ norm: 1, minimum: 9, data: { source: 'mnist', hash: 'y' } }),
    ]);
    expect(await knownSeparations(folder, 'cifar10')).toEqual([
      { norm: 2, separation: 2.5, between: ['train-test', 'train-train'], sample: false },
      { norm: 'inf', separation: 0.5, between: ['train-train'], sample: true },
    ]);
    expect(await knownSeparations(path.join(folder, 'nowhere'), 'cifar10')).toEqual([]);
    const cells = [1, 1.24, 1.25, 2].map((epsilon) => ({ norm: 2, epsilon }));
    const notes = await labelSafetyNotes(folder, { data: { source: 'cifar10' }, cells });
    expect(notes).toEqual(['L2: from epsilon 1.25 on (half the class separation of cifar10) separation no longer guarantees the label: 2 of 4 epsilons.']);
  });

  it('say that nothing is safe where identical images have two labels', () => {
    expect(notesFor([{ norm: 2, separation: 0, between: ['test-test'], sample: false }], 'x', [{ norm: 2, epsilon: 1 }])).toEqual(['L2: identical images of x have different labels: no epsilon is label-safe.']);
  });
});

describe('the estimate of MSCR', () => {
  it('is the ratio of accuracies, inside its interval', () => {
    const cleanRight = Uint8Array.from({ length: 400 }, (_, i) => Number(i % 5 > 0));
    const right = Uint8Array.from({ length: 400 }, (_, i) => Number(i % 5 > 1));
    const found = estimateMinimumSeparationRobustness({ cleanRight, right }, { seed: 1, stream: 1, resamples: 2000 });
    expect(found.value).toBeCloseTo(minimumSeparationRobustness({ clean: 0.8, atMinimumEpsilon: 0.6 }) ?? NaN, 12);
    if (found.value === null) throw new Error('It is defined.');
    expect(found.low).toBeLessThan(-0.25);
    expect(found.high).toBeGreaterThan(-0.25);
    expect(found.high - found.low).toBeLessThan(0.15);
    expect(estimateMinimumSeparationRobustness({ cleanRight: new Uint8Array(9), right: new Uint8Array(9) }, { seed: 1, stream: 1 })).toMatchObject({ value: null });
  });
});
