import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeCheckpoint, readCheckpoint, type Checkpoint } from '../../../../src/engine/training/checkpoint';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lpr-checkpoint-'));
  file = path.join(folder, 'checkpoint');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const checkpoint: Checkpoint = {
  place: { epoch: 3, batch: 17, images: 2176, lossSum: 1234.5678, correct: 999, learningRate: 0.0123, seconds: 4.5 },
  // Values whose every bit counts: denormal, negative zero, the largest.
  state: { weights: new Float32Array([1.1754943508222875e-38, -0, 3.4028234663852886e38, 0.1]), velocity: new Float32Array([1e-45, -2.5]) },
};

describe('a checkpoint', () => {
  it('comes back bit for bit', async () => {
    await writeFile(file, encodeCheckpoint('abc', checkpoint));
    const found = await readCheckpoint(file, 'abc');
    expect(found?.place).toEqual(checkpoint.place);
    expect(new Uint32Array(found?.state.weights.buffer ?? new ArrayBuffer())).toEqual(new Uint32Array(checkpoint.state.weights.buffer));
    expect(new Uint32Array(found?.state.velocity.buffer ?? new ArrayBuffer())).toEqual(new Uint32Array(checkpoint.state.velocity.buffer));
  });

  it('that is not there is none', async () => {
    expect(await readCheckpoint(file, 'abc')).toBeUndefined();
  });

  it('is refused where a bit of it is another, at whatever place, or where it is cut off', async () => {
    const bytes = encodeCheckpoint('abc', checkpoint);
    for (let at = 0; at < bytes.length; at += 7) {
      const damaged = Uint8Array.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 4;
      await writeFile(file, damaged);
      await expect(readCheckpoint(file, 'abc')).rejects.toMatchObject({ code: 'LPR-711' });
    }
    for (const length of [0, 3, 16, 60, bytes.length - 1]) {
      await writeFile(file, bytes.subarray(0, length));
      await expect(readCheckpoint(file, 'abc')).rejects.toMatchObject({ code: 'LPR-711' });
    }
  });

  it('of another training is refused', async () => {
    await writeFile(file, encodeCheckpoint('abc', checkpoint));
    await expect(readCheckpoint(file, 'abd')).rejects.toMatchObject({ code: 'LPR-711', message: expect.stringContaining('another training') as string });
    expect((await readFile(file)).length).toBeGreaterThan(0);
  });
});
