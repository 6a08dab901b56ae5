import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installedBackend } from '../../../src/engine/backend/installedBackend';
import { epochRecordSchema, trainingReportSchema, type TrainingFileInput, type TrainingReport } from '../../../src/protocol/training';
import { startCommand, type Started } from '../engine/command';
import { processesOf, until } from '../engine/processes';
import { buildProgrammes, type Programmes } from '../engine/programmes';
import { makeTrainingData } from './trainingData';

let folder: string;
let programmes: Programmes;
let data: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lp-robustness-train-'));
  programmes = await buildProgrammes(path.join(folder, 'dist'));
  data = await makeTrainingData(folder, 1500);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const start = (...args: string[]): Started => startCommand(programmes.cli, folder, args);

async function write(name: string, file: Partial<TrainingFileInput>): Promise<string> {
  const training: TrainingFileInput = {
    architecture: { name: 'resnet', depth: 8 },
    data,
    epochs: 3,
    batchSize: 50,
    validation: 0.1,
    learningRate: { schedule: 'cosine', peak: 0.1, warmUp: 0.5 },
    augmentation: { flip: true, crop: { padding: 1 }, mixing: 'mixup', noise: 'c2' },
    ...file,
  };
  await writeFile(path.join(folder, name), JSON.stringify(training));
  return name;
}

async function reportOf(out: string): Promise<TrainingReport> {
  return trainingReportSchema.parse(JSON.parse(await readFile(path.join(folder, out, 'report.json'), 'utf8')));
}

/** What does not hang together with how long something took. */
function figures({ epochs, ...rest }: TrainingReport): unknown {
  return { ...rest, epochs: epochs.map((epoch) => ({ ...epoch, seconds: 0, imagesPerSecond: 0 })) };
}

async function noComputeProcess(): Promise<void> {
  await until(async () => (await processesOf(programmes.compute)).length === 0);
}

/** Numbers that look random and are the same in every run. */
function* moments(seed: number): Generator<number> {
  for (let state = seed; ; ) yield (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 32;
}

/** Trains to the end through so many kills, or as many as there is time for: every other time of the whole command, every other time of the compute process alone. */
async function trainThroughKills(spec: string, out: string, most: number, random: Iterator<number>): Promise<number> {
  for (let kills = 0; ; ) {
    const { child, ended } = start('train', spec, '--out', out, '--checkpoint-every', '0', '--format', 'json');
    if (kills < most) {
      await sleep(600 + 1400 * (random.next().value as number));
      if (child.exitCode === null && !existsSync(path.join(folder, out, 'report.json'))) {
        const [compute] = kills % 2 === 0 ? [] : await processesOf(programmes.compute);
        if (compute === undefined) child.kill('SIGKILL');
        else process.kill(compute, 'SIGKILL');
        kills += 1;
      }
    }
    const { code, stderr } = await ended;
    await noComputeProcess();
    if (code === 0) return kills;
    expect(stderr).not.toMatch(/LPR-7/);
  }
}

const backends = (['wasm', 'tfjs-node'] as const).map((name) => ({ name, isThere: installedBackend(name) !== undefined }));

describe.each(backends)('on $name', ({ name: backend, isThere }) => {
  it.skipIf(!isThere)(
    'ends with the same weights after ten kills as without any',
    async () => {
      const spec = await write(`${backend}.lptrain.json`, { backend, ...(backend === 'wasm' ? { epochs: 2 } : {}) });
      const whole = await start('train', spec, '--out', `${backend}-whole`, '--format', 'json').ended;
      expect(whole).toMatchObject({ code: 0 });
      const lines = whole.stdout.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(lines.slice(0, -1).map((line) => epochRecordSchema.parse(line).epoch)).toEqual(Array.from({ length: lines.length - 1 }, (_, i) => i + 1));
      const expected = await reportOf(`${backend}-whole`);

      // On a fast machine a training may end before its tenth kill: then another one is begun and killed on.
      const random = moments(2305);
      for (let kills = 0; kills < 10; ) {
        await rm(path.join(folder, `${backend}-killed`), { recursive: true, force: true });
        kills += await trainThroughKills(spec, `${backend}-killed`, 10 - kills, random);
        expect(figures(await reportOf(`${backend}-killed`))).toEqual(figures(expected));
        for (const file of await readdir(path.join(folder, `${backend}-whole`, 'model'))) {
          expect(await readFile(path.join(folder, `${backend}-killed`, 'model', file))).toEqual(await readFile(path.join(folder, `${backend}-whole`, 'model', file)));
        }
      }
    },
    600_000,
  );
});

describe.runIf(process.platform === 'linux')('where a file can grow no further, as on a full disk', () => {
  it('stops with the code of a full disk, keeps the last checkpoint, and goes on from it later', async () => {
    const spec = await write('full.lptrain.json', { backend: 'wasm' });
    const whole = await start('train', spec, '--out', 'full-whole').ended;
    expect(whole).toMatchObject({ code: 0 });

    const cut = start('train', spec, '--out', 'full', '--checkpoint-every', '0');
    const checkpoint = path.join(folder, 'full', 'checkpoint');
    await until(() => Promise.resolve(existsSync(checkpoint)));
    cut.child.kill('SIGKILL');
    await cut.ended;
    await noComputeProcess();
    const kept = await readFile(checkpoint);

    // The shell's limit is in blocks of 512 bytes: manifest, journal and events fit, a checkpoint does not.
    const limited = spawn('sh', ['-c', 'ulimit -f 128; exec "$@"', 'sh', process.execPath, programmes.cli, 'train', spec, '--out', 'full', '--checkpoint-every', '0'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let told = '';
    limited.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
    const [code] = (await once(limited, 'close')) as [number | null];
    expect({ code, told }).toMatchObject({ code: 2, told: expect.stringContaining('LPR-501') as string });
    await noComputeProcess();
    expect(await readFile(checkpoint)).toEqual(kept);
    expect((await readdir(path.join(folder, 'full'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);

    expect(await start('train', spec, '--out', 'full').ended).toMatchObject({ code: 0 });
    expect(figures(await reportOf('full'))).toEqual(figures(await reportOf('full-whole')));
  }, 280_000);
});
