import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { evaluationJob } from '../../../src/engine/evaluationJob';
import { experimentFromOptions } from '../../../src/engine/experiment/experimentOptions';
import { RunDetails } from '../../../src/engine/report/details/runDetails';
import { RunImages } from '../../../src/engine/report/details/runImages';
import type { Report } from '../../../src/protocol/report';
import { cleanValues, corruptedValues } from '../../../webview-ui/report/flipValues';
import { realisedNorm, drawUnitSample } from '../../../src/robustness/corruption';
import { processesOf } from '../engine/processes';
import { buildProgrammes, type Programmes } from '../engine/programmes';
import { makeSmallSubject, type SmallSubject } from '../engine/smallSubject';

const never = new AbortController().signal;
let folder: string;
let run: string;
let programmes: Programmes;
let subject: SmallSubject;
let report: Report;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lp-robustness-images-'));
  process.env['LP_ROBUSTNESS_CACHE'] = path.join(folder, 'cache');
  programmes = await buildProgrammes(path.join(folder, 'dist'));
  subject = await makeSmallSubject(folder, 200);
  run = path.join(folder, 'run');
  const experiment = await experimentFromOptions({ model: subject.model, data: subject.data, suite: 'c2', seed: '5', draws: '2', backend: 'wasm', workers: '1' }, folder);
  report = (await evaluationJob(experiment, { runsFolder: path.join(folder, 'runs'), out: run, computeScript: programmes.compute })).report;
});

afterEach(async () => {
  expect(await processesOf(programmes.compute)).toEqual([]);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const open = () => RunImages.open(run, report, never, { computeScript: programmes.compute });

/** Changes a file for as long as the work takes. */
async function changed(file: string, work: () => Promise<void>): Promise<void> {
  const bytes = await readFile(file);
  const other = Buffer.from(bytes);
  other[other.length - 1] = (other[other.length - 1] ?? 0) ^ 1;
  await writeFile(file, other);
  try {
    await work();
  } finally {
    await writeFile(file, bytes);
  }
}

describe('the pictures of a finished run', () => {
  it('are of the run: predictions and sizes are those of its outcomes, bit for bit', async () => {
    const details = new RunDetails(run, report);
    const images = await open();
    try {
      let compared = 0;
      for (const cell of [report.cells.length - 1, 4, 14]) {
        const { flips } = await details.flips({ cell, of: 'lost', first: 0, count: 4 }, never);
        const law = report.cells[cell];
        if (law === undefined) throw new Error('the suite has this cell');
        for (const flip of flips) {
          const { shape, values, type, before, after } = await images.pictures({ cell, image: flip.image, draw: flip.draw }, never);
          expect([before.classes[0], Math.fround(before.confidences[0] ?? NaN)]).toEqual([flip.before, flip.beforeConfidence]);
          expect([after.classes[0], Math.fround(after.confidences[0] ?? NaN)]).toEqual([flip.after, flip.afterConfidence]);
          const clean = cleanValues(values, type);
          const drawn = corruptedValues(report, cell, flip, clean, shape);
          const sample = drawUnitSample(law, shape, { seed: report.seed, purpose: 'evaluation', image: flip.image, draw: flip.draw });
          expect(realisedNorm(clean, drawn, sample)).toBeLessThanOrEqual(law.epsilon * (1 + 1e-6));
          compared += 1;
        }
      }
      expect(compared).toBeGreaterThan(4);
    } finally {
      await images.end();
    }
  });

  it('are not of another model or other data, and say so', async () => {
    await changed(path.join(path.dirname(subject.model), 'weights.bin'), async () => {
      await expect(open()).rejects.toMatchObject({ code: 'LPR-531' });
    });
    await changed(path.join(subject.data, 't10k-images-idx3-ubyte'), async () => {
      await expect(open()).rejects.toMatchObject({ code: 'LPR-531' });
    });
  });

  it('say where model or data are gone', async () => {
    for (const place of [subject.model, subject.data]) {
      await rename(place, `${place}.away`);
      try {
        await expect(open()).rejects.toMatchObject({ code: expect.stringMatching(/^LPR-[23]\d\d$/) as unknown });
      } finally {
        await rename(`${place}.away`, place);
      }
    }
  });

  it('are not drawn with another sampler', async () => {
    const old = { ...report, versions: { ...report.versions, sampler: 'older' } };
    await expect(RunImages.open(run, old, never, { computeScript: programmes.compute })).rejects.toMatchObject({ code: 'LPR-532' });
  });

  it('stop being opened when asked to, and leave no process', async () => {
    await expect(RunImages.open(run, report, AbortSignal.abort(), { computeScript: programmes.compute })).rejects.toMatchObject({ code: 'LPR-601' });
  });
});
