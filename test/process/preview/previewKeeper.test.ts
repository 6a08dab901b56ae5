import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { computeEnvironment } from '../../../src/engine/backend/computeEnvironment';
import { ComputeProcess } from '../../../src/engine/pool/computeProcess';
import { openBackendRequest, openDataRequest, openModelRequest, evaluateBlockRequest } from '../../../src/protocol/computeMessages';
import type { PreviewColumn, PreviewSubject } from '../../../src/protocol/preview';
import { PreviewKeeper } from '../../../src/server/previewKeeper';
import { processesOf, until } from '../engine/processes';
import { buildProgrammes, type Programmes } from '../engine/programmes';
import { makeSmallSubject, type SmallSubject } from '../engine/smallSubject';

let folder: string;
let programmes: Programmes;
let small: SmallSubject;
let subject: PreviewSubject;
const never = new AbortController().signal;
const images = Uint32Array.of(3, 17, 4);
const column: PreviewColumn = { corruption: { kind: 'noise', law: { norm: 2, sampling: 'ball', unit: 'element' }, epsilon: 4 }, seed: 9, draw: 2 };

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lp-robustness-keeper-'));
  programmes = await buildProgrammes(path.join(folder, 'dist'));
  small = await makeSmallSubject(folder, 40);
  subject = { data: small.data, split: 'test', model: small.model, resize: false, backend: 'wasm' };
});
afterEach(async () => {
  expect(await processesOf(programmes.compute)).toEqual([]);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const keeperWith = (patience?: number) => new PreviewKeeper({ computeScript: programmes.compute }, patience);

/** What a run finds for the same images, in a process of its own. */
async function asARunFinds(): Promise<{ predicted: number[]; confidence: number[] }> {
  const process = new ComputeProcess({ script: programmes.compute, environment: computeEnvironment('wasm'), patience: 60_000 });
  try {
    await process.request(openBackendRequest, { name: 'wasm' }, never);
    const { input, classCount } = await process.request(openModelRequest, { path: small.model, description: {} }, never);
    await process.request(openDataRequest, { location: { kind: 'path', path: small.data }, split: 'test', resize: false, input, classCount }, never);
    if (column.corruption?.kind !== 'noise') throw new Error('noise');
    const { law, epsilon } = column.corruption;
    const found = await process.request(evaluateBlockRequest, { law, strengths: [epsilon], images, seed: column.seed, draw: column.draw }, never);
    return { predicted: [...found.predicted], confidence: [...found.confidence] };
  } finally {
    await process.end();
  }
}

describe('a preview that is kept open', () => {
  it('predicts what a run predicts, and keeps one process from question to question', async () => {
    const keeper = keeperWith();
    try {
      const opened = await keeper.open(subject, never, () => undefined);
      expect(opened).toMatchObject({ count: 40, model: { classCount: 4, input: { height: 12, width: 12, channels: 1 } }, backend: 'wasm' });
      const [first] = await processesOf(programmes.compute);
      const found = await keeper.ask(subject, never, (session) => session.predict({ images, column, top: 4 }, never));
      const expected = await asARunFinds();
      expect(found.map((entry) => entry?.classes[0])).toEqual(expected.predicted);
      for (const [i, entry] of found.entries()) {
        expect(entry?.confidences[0]).toBeCloseTo(expected.confidence[i] ?? NaN, 6);
        expect(entry?.confidences.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5);
        expect(entry?.confidences).toEqual(entry?.confidences.toSorted((a, b) => b - a));
      }
      const read = await keeper.ask(subject, never, (session) => session.read(images, never));
      expect(read.map(({ image }) => image)).toEqual([...images]);
      expect(read.every((image) => 'values' in image && image.values instanceof Uint8Array)).toBe(true);
      expect(await processesOf(programmes.compute)).toEqual([first]);
    } finally {
      await keeper.end();
    }
  });

  it('ends its process when nobody asks any more, and opens again for who does', async () => {
    const keeper = keeperWith(50);
    await keeper.open(subject, never, () => undefined);
    await until(async () => (await processesOf(programmes.compute)).length === 0);
    const read = await keeper.ask(subject, never, (session) => session.read(images, never));
    expect(read).toHaveLength(3);
    await keeper.end();
  });

  it('gives way to another subject, and answers questions that come together', async () => {
    const keeper = keeperWith();
    const alone: PreviewSubject = { ...subject, model: null };
    try {
      const [one, two, three] = await Promise.all([
        keeper.ask(alone, never, (session) => session.read(images, never)),
        keeper.ask(alone, never, (session) => session.read(Uint32Array.of(0), never)),
        keeper.ask(alone, never, (session) => session.read(Uint32Array.of(1, 2), never)),
      ]);
      expect([one.length, two.length, three.length]).toEqual([3, 1, 2]);
      await keeper.open(subject, never, () => undefined);
      await until(async () => (await processesOf(programmes.compute)).length === 1);
    } finally {
      await keeper.end();
    }
  });

  it('is cancelled while it waits, and goes on for the others', async () => {
    const keeper = keeperWith();
    try {
      const controller = new AbortController();
      const first = keeper.ask(subject, never, (session) => session.read(images, never));
      const second = keeper.ask(subject, controller.signal, (session) => session.read(images, controller.signal));
      controller.abort();
      await expect(second).rejects.toThrow('LPR-601');
      expect(await first).toHaveLength(3);
      expect(await keeper.ask(subject, never, (session) => session.read(images, never))).toHaveLength(3);
    } finally {
      await keeper.end();
    }
  });

  it('says why it cannot open, and tries again when asked again', async () => {
    const keeper = keeperWith();
    const model = path.join(folder, 'later.json');
    try {
      await expect(keeper.open({ ...subject, model }, never, () => undefined)).rejects.toThrow('LPR-2');
      await writeFile(model, '{}');
      await expect(keeper.open({ ...subject, model }, never, () => undefined)).rejects.toThrow('LPR-2');
      await expect(keeper.open({ ...subject, data: path.join(folder, 'nowhere') }, never, () => undefined)).rejects.toThrow('LPR-3');
      expect((await keeper.open(subject, never, () => undefined)).count).toBe(40);
    } finally {
      await keeper.end();
    }
  });
});
