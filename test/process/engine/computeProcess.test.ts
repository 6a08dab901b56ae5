import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ComputeProcess } from '../../../src/engine/pool/computeProcess';
import { evaluateBlockRequest, openBackendRequest, openDataRequest, openModelRequest, type BlockOutcomes, type EvaluationBlock } from '../../../src/protocol/computeMessages';
import { processesOf, until } from './processes';
import { buildProgrammes, type Programmes } from './programmes';
import { makeSmallSubject, type SmallSubject } from './smallSubject';

let folder: string;
let programmes: Programmes;
let subject: SmallSubject;
const never = new AbortController().signal;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lp-robustness-process-'));
  programmes = await buildProgrammes(path.join(folder, 'dist'));
  subject = await makeSmallSubject(folder, 300);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function opened(): Promise<ComputeProcess> {
  const child = new ComputeProcess({ script: programmes.compute, environment: {}, patience: 60_000 });
  await child.request(openBackendRequest, { name: 'wasm' }, never);
  const { input, classCount } = await child.request(openModelRequest, { path: subject.model, description: {} }, never);
  await child.request(openDataRequest, { location: { kind: 'path', path: subject.data }, split: 'test', resize: false, input, classCount }, never);
  return child;
}

function block(more: Partial<EvaluationBlock>): EvaluationBlock {
  return { law: { norm: 2, sampling: 'ball', unit: 'element' }, strengths: [0.5, 1], images: Uint32Array.of(3, 200, 7), seed: 1, draw: 0, ...more };
}

/** What each image of a block came to, by its index: rows are strengths. */
function byImage({ images, strengths }: EvaluationBlock, outcomes: BlockOutcomes): Map<number, number[][]> {
  return new Map(
    Array.from(images, (image, i) => [
      image,
      strengths.map((_, row) => {
        const at = row * images.length + i;
        return [outcomes.predicted, outcomes.confidence, outcomes.labelConfidence, outcomes.realised].map((values) => values[at] ?? Number.NaN);
      }),
    ]),
  );
}

describe('a compute process', () => {
  it('finds the same for an image in any batch, order and company', async () => {
    const child = await opened();
    const together = block({ images: Uint32Array.from({ length: 128 }, (_, i) => (i * 37) % 300) });
    const all = byImage(together, await child.request(evaluateBlockRequest, together, never));
    for (const size of [1, 7]) {
      const images = together.images.slice(50, 50 + size).reverse();
      const some = block({ images });
      for (const [image, found] of byImage(some, await child.request(evaluateBlockRequest, some, never))) expect(found).toEqual(all.get(image));
    }
    await child.end();
  });

  it('finds for one epsilon what it finds for it among others, and a realised size within it', async () => {
    const child = await opened();
    for (const norm of [0, 0.5, 1, 2, 10, 'inf', 'gaussian'] as const) {
      const law = { norm, sampling: 'ball', unit: 'element' } as const;
      const epsilons = [0.01, 0.05, 0.1];
      const many = byImage(block({ law, strengths: epsilons }), await child.request(evaluateBlockRequest, block({ law, strengths: epsilons }), never));
      const one = byImage(block({ law, strengths: [0.05] }), await child.request(evaluateBlockRequest, block({ law, strengths: [0.05] }), never));
      for (const [image, [found]] of one) expect(found).toEqual(many.get(image)?.[1]);
      // Clipping only makes it smaller; L0 rounds to whole elements, and a Gaussian has no bound.
      if (norm !== 'gaussian') for (const [found] of one.values()) expect(found?.[3]).toBeLessThanOrEqual(0.05 + (norm === 0 ? 0.5 / 144 : 1e-6));
    }
    await child.end();
  });

  it('leaves the clean images as they are', async () => {
    const child = await opened();
    const { realised, confidence } = await child.request(evaluateBlockRequest, block({ law: null, strengths: [0] }), never);
    expect([...realised]).toEqual([0, 0, 0]);
    for (const value of confidence) expect(value).toBeGreaterThan(0.25);
    await child.end();
  });

  it('stops between two epsilons when cancelled, and is ready for the next block', async () => {
    const child = await opened();
    const controller = new AbortController();
    // Hours of work: an end within the test's time is the cancellation's.
    const endless = block({ strengths: Array.from({ length: 1_000_000 }, (_, i) => (i + 1) * 1e-6), images: Uint32Array.of(1) });
    const work = child.request(evaluateBlockRequest, endless, controller.signal);
    setTimeout(() => controller.abort(), 300);
    await expect(work).rejects.toMatchObject({ code: 'LPR-601' });
    expect(child.isOver).toBe(false);
    expect((await child.request(evaluateBlockRequest, block({}), never)).predicted).toHaveLength(6);
    await child.end();
  });

  it('sends errors with their codes', async () => {
    const child = new ComputeProcess({ script: programmes.compute, environment: {}, patience: 60_000 });
    await expect(child.request(openModelRequest, { path: subject.model, description: {} }, never)).rejects.toMatchObject({ code: 'LPR-600' });
    await child.request(openBackendRequest, { name: 'wasm' }, never);
    await expect(child.request(openModelRequest, { path: path.join(folder, 'none.json'), description: {} }, never)).rejects.toMatchObject({ code: expect.stringMatching(/^LPR-2/) as string });
    await child.end();
  });

  it('is gone once ended, and a program that does not start is told', async () => {
    const child = await opened();
    await child.end();
    expect(await processesOf(programmes.compute)).toEqual([]);
    const missing = new ComputeProcess({ script: path.join(folder, 'none.js'), environment: {}, patience: 60_000 });
    await expect(missing.request(openBackendRequest, { name: 'wasm' }, never)).rejects.toMatchObject({ name: 'ComputeProcessEnded', reason: expect.stringContaining('none.js') as string });
    await missing.end();
    await until(async () => (await processesOf(path.join(folder, 'none.js'))).length === 0);
  });
});
