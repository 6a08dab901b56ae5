import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { criticalEpsilonJob } from '../../../src/engine/critical/criticalEpsilonJob';
import { evaluationJob } from '../../../src/engine/evaluationJob';
import { experimentFromOptions } from '../../../src/engine/experiment/experimentOptions';
import type { Experiment } from '../../../src/protocol/run';
import { processesOf } from '../engine/processes';
import { buildProgrammes, type Programmes } from '../engine/programmes';
import { makeSmallSubject } from '../engine/smallSubject';

let folder: string;
let programmes: Programmes;
let experiment: Experiment;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lp-robustness-critical-'));
  programmes = await buildProgrammes(path.join(folder, 'dist'));
  const { model, data } = await makeSmallSubject(folder, 300);
  experiment = await experimentFromOptions({ model, data, suite: 'c2', seed: '7', limit: '200', backend: 'wasm', workers: '1' }, folder);
});

afterAll(async () => {
  expect(await processesOf(programmes.compute)).toEqual([]);
  await rm(folder, { recursive: true, force: true });
});

describe('critical epsilons', () => {
  it('agree with the evaluation of the same experiment, whose directions they go along, and do not depend on the workers', async () => {
    const found = await criticalEpsilonJob(experiment, { computeScript: programmes.compute });
    const { report } = await evaluationJob(experiment, { runsFolder: path.join(folder, 'runs'), computeScript: programmes.compute });
    expect(found.images).toHaveLength(200);
    for (const curve of found.curves) {
      expect([curve.wrong, curve.n]).toEqual([report.clean.errors, 200 - report.clean.errors]);
      const cells = report.cells.filter(({ norm, sampling, unit }) => norm === curve.norm && sampling === curve.sampling && unit === curve.unit);
      expect(curve.distribution.map(({ epsilon }) => epsilon)).toEqual(cells.map(({ epsilon }) => epsilon));
      // Up to the first epsilon, an image is flipped exactly where the evaluation found it wrong, or was wrong before.
      const flippedAtFirst = Math.round((curve.distribution[0]?.share ?? NaN) * curve.n);
      expect(flippedAtFirst).toBeLessThanOrEqual(cells[0]?.errors ?? 0);
      expect(flippedAtFirst).toBeGreaterThanOrEqual((cells[0]?.errors ?? 0) - curve.wrong);
      // Later, a flip stays counted even where a larger epsilon is right again.
      for (const [i, { share }] of curve.distribution.entries()) expect(Math.round(share * curve.n)).toBeGreaterThanOrEqual((cells[i]?.errors ?? 0) - curve.wrong);
      expect(curve.distribution.at(-1)?.share).toBeCloseTo(1 - curve.censored / curve.n, 12);
      expect(curve.classes.reduce((sum, { n }) => sum + n, 0)).toBe(curve.n);
      const fragile = curve.mostFragile.map(({ epsilon }) => epsilon);
      expect(fragile).toEqual(fragile.toSorted((a, b) => a - b));
    }
    expect(found.curves.some(({ mostFragile }) => mostFragile.length > 5)).toBe(true);
    expect(await criticalEpsilonJob({ ...experiment, workers: 2 }, { computeScript: programmes.compute })).toEqual(found);
  });

  it('stop when they are cancelled', async () => {
    const controller = new AbortController();
    const stopped = criticalEpsilonJob(experiment, {
      computeScript: programmes.compute,
      signal: controller.signal,
      onProgress: (progress) => (progress.phase === 'evaluating' ? controller.abort() : undefined),
    });
    await expect(stopped).rejects.toMatchObject({ code: 'LPR-601' });
  });
});
