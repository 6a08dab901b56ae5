import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { parquetReadObjects } from 'hyparquet';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { overlapJob } from '../../../src/engine/separation/overlapJob';
import { separationJob, type SeparationJobOptions, type SeparationQuestion } from '../../../src/engine/separation/separationJob';
import { separationReportSchema, type SeparationReport } from '../../../src/protocol/separation';
import { neighbourSearch } from '../../../src/robustness/classSeparation';
import { processesOf } from '../engine/processes';
import { buildProgrammes, type Programmes } from '../engine/programmes';

const side = 12;
const count = 6000;
const classCount = 4;
let folder: string;
let programmes: Programmes;
let images: Uint8Array;
let question: SeparationQuestion;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lp-robustness-separation-'));
  programmes = await buildProgrammes(path.join(folder, 'dist'));
  let state = 99;
  const random = (): number => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 32;
  // Of different brightness each, so that few candidates are near.
  images = new Uint8Array(count * side * side);
  for (let i = 0; i < count; i += 1) images.fill(200 * random(), i * side * side, (i + 1) * side * side);
  for (let i = 0; i < images.length; i += 1) images[i] = (images[i] ?? 0) + 50 * random();
  const labels = Uint8Array.from({ length: count }, (_, i) => i % classCount);
  const data = path.join(folder, 'data');
  await mkdir(data);
  await writeFile(path.join(data, 't10k-images-idx3-ubyte'), Buffer.concat([head([count, side, side]), images]));
  await writeFile(path.join(data, 't10k-labels-idx1-ubyte'), Buffer.concat([head([count]), labels]));
  question = { data, norm: 2, between: 'test-test', seed: 1 };
});

afterEach(async () => {
  expect(await processesOf(programmes.compute)).toEqual([]);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function head(dimensions: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * dimensions.length);
  bytes[2] = 8;
  bytes[3] = dimensions.length;
  dimensions.forEach((size, i) => bytes.writeUInt32BE(size, 4 + 4 * i));
  return bytes;
}

function job(name: string, options: Partial<SeparationJobOptions> = {}, asked = question): ReturnType<typeof separationJob> {
  return separationJob(asked, { folder: path.join(folder, 'separations'), out: path.join(folder, name), computeScript: programmes.compute, workers: 1, ...options });
}

async function reportIn(name: string): Promise<string> {
  return readFile(path.join(folder, name, 'separation.json'), 'utf8');
}

function asSearched(): Float64Array {
  const labels = Int32Array.from({ length: count }, (_, i) => i % classCount);
  const search = neighbourSearch(2, { shape: { height: side, width: side, channels: 1 }, levels: 255, elements: images.slice(), labels });
  return Float64Array.from(labels, (label, i) => search.nearest(images.subarray(i * side * side, (i + 1) * side * side), label)?.distance ?? NaN);
}

describe('a separation', () => {
  it('has the distances of a search in this process, and its report is the one on disk', async () => {
    const { report, reused } = await job('first');
    expect(reused).toBe(false);
    const sorted = asSearched().sort();
    expect(report).toMatchObject({ norm: 2, between: 'test-test', n: count, candidates: count, duplicates: 0, limit: null });
    expect(report.minimum).toBe(sorted[0]);
    expect(report.quantiles['100']).toBe(sorted.at(-1));
    expect(report.quantiles['50']).toBeCloseTo(((sorted[count / 2 - 1] ?? 0) + (sorted[count / 2] ?? 0)) / 2, 12);
    expect(report.histogram.counts.reduce((sum, n) => sum + n, 0)).toBe(count);
    const [one, other] = report.pair;
    const squares = Array.from({ length: side * side }, (_, k) => ((images[one * side * side + k] ?? 0) - (images[other * side * side + k] ?? 0)) ** 2);
    expect(Math.sqrt(squares.reduce((sum, square) => sum + square, 0)) / 255).toBeCloseTo(report.minimum, 12);
    expect(report.pairClasses).toEqual([String(one % classCount), String(other % classCount)]);
    expect(separationReportSchema.parse(JSON.parse(await reportIn('first')))).toEqual(report);
    expect(await readdir(path.join(folder, 'first'))).toEqual(['journal', 'neighbours.parquet', 'separation.json']);
    const rows = await parquetReadObjects({ file: (await readFile(path.join(folder, 'first', 'neighbours.parquet'))).buffer });
    expect(rows).toHaveLength(count);
    expect(rows.map(({ distance }) => distance as number).sort((a, b) => a - b)).toEqual([...sorted]);
    expect(rows.every(({ image, label, neighbour, neighbour_label }) => Number(image) % classCount === label && Number(neighbour) % classCount === neighbour_label && label !== neighbour_label)).toBe(true);
  });

  it('is found once: the same question has its answer again, another one in that folder is refused', async () => {
    expect((await job('first')).reused).toBe(true);
    await expect(job('first', {}, { ...question, norm: 1 })).rejects.toMatchObject({ code: 'LPR-507' });
    await expect(job('data')).rejects.toMatchObject({ code: 'LPR-505' });
  });

  it('is the same, byte for byte, with two workers, after cancels, and after its process was killed', async () => {
    await job('two', { workers: 2 });
    expect(await reportIn('two')).toBe(await reportIn('first'));

    let cancels = 0;
    for (let finished = false; !finished && cancels < 3; ) {
      const controller = new AbortController();
      let before: number | undefined;
      const stopped = job('cancelled', {
        signal: controller.signal,
        onProgress: (progress) => {
          if (progress.phase !== 'evaluating') return;
          before ??= progress.done;
          if (progress.done > before) controller.abort();
        },
      });
      finished = await stopped.then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({ code: 'LPR-601' });
          return false;
        },
      );
      if (!finished) cancels += 1;
    }
    expect(cancels).toBeGreaterThan(0);
    await job('cancelled');
    expect(await reportIn('cancelled')).toBe(await reportIn('first'));

    let killed = false;
    const lines: string[] = [];
    await job('killed', {
      onLog: (line) => lines.push(line),
      onProgress: (progress) => {
        if (progress.phase !== 'evaluating' || killed) return;
        killed = true;
        void processesOf(programmes.compute).then((pids) => pids.forEach((pid) => process.kill(pid, 'SIGKILL')));
      },
    });
    expect(lines.join('\n')).toContain('starting another');
    expect(await reportIn('killed')).toBe(await reportIn('first'));
  });

  it('goes on where it stopped', async () => {
    const controller = new AbortController();
    let reached = 0;
    const stop = job('resumed', {
      signal: controller.signal,
      onProgress: (progress) => {
        if (progress.phase !== 'evaluating') return;
        reached = progress.done;
        if (progress.done > 0) controller.abort();
      },
    });
    await expect(stop).rejects.toMatchObject({ code: 'LPR-601' });
    const starts: number[] = [];
    await job('resumed', { onProgress: (progress) => (progress.phase === 'evaluating' ? starts.push(progress.done) : 0) });
    expect(starts[0]).toBeGreaterThanOrEqual(reached);
    expect(reached).toBeGreaterThan(0);
  });

  it('is refused below p = 1, before anything is opened', async () => {
    for (const norm of [0, 0.5, 'gaussian'] as const) await expect(job('below', {}, { ...question, norm, data: '/nowhere/at-all' })).rejects.toMatchObject({ code: 'LPR-341' });
  });
});

describe('the commands', () => {
  const run = promisify(execFile);

  it('print one JSON object and nothing else', async () => {
    const { stdout } = await run(process.execPath, [programmes.cli, 'separation', '--data', question.data, '--norm', 'inf', '--between', 'test-test', '--limit', '500', '--format', 'json'], { cwd: folder });
    const report = separationReportSchema.parse(JSON.parse(stdout)) satisfies SeparationReport;
    expect(report).toMatchObject({ norm: 'inf', between: 'test-test', n: 500, limit: 500 });
    expect(Object.keys(report.quantiles)).toEqual(['0', '1', '5', '25', '50', '75', '95', '99', '100']);
    expect(report.quantiles['0']).toBe(report.minimum);

    const overlapArgs = ['--image', '7', '--inner', '1', '--inner-epsilon', '30', '--outer', '2', '--outer-epsilon', '3', '--count', '400', '--seed', '5'];
    const overlap = JSON.parse((await run(process.execPath, [programmes.cli, 'overlap', '--data', question.data, ...overlapArgs, '--format', 'json'], { cwd: folder })).stdout) as Record<string, number>;
    const asked = { data: question.data, split: 'test', image: 7, inner: { norm: 1, epsilon: 30, sampling: 'ball', laplaceBug: false }, outer: { norm: 2, epsilon: 3 }, count: 400, seed: 5 } as const;
    const { share, low, high } = await overlapJob(asked, { computeScript: programmes.compute });
    expect(overlap).toMatchObject({ share, low, high });
    expect(share).toBeGreaterThan(low);
    expect(share).toBeLessThan(high);
  });

  it('print tables that say what they mean', async () => {
    const { stdout } = await run(process.execPath, [programmes.cli, 'separation', '--data', question.data, '--norm', 'inf', '--between', 'test-test', '--limit', '500'], { cwd: folder });
    expect(stdout).toContain('no longer guarantees the label');
    expect(stdout).toContain('Nearest pair: test image');
    for (const [args, code] of [
      [['separation', '--data', question.data, '--norm', '0.5'], 'LPR-341'],
      [['separation', '--data', question.data, '--norm', '2000'], 'LPR-107'],
      [['separation', '--data', question.data, '--norm', 'two'], 'LPR-107'],
      [['separation', '--data', question.data, '--norm', '0.05'], 'LPR-341'],
      [['separation', '--data', question.data, '--norm', '2', '--between', 'test-test', '--limit', '1'], 'LPR-340'],
      [['overlap', '--data', question.data, '--image', '6000', '--inner', '1', '--inner-epsilon', '1', '--outer', '2', '--outer-epsilon', '1'], 'LPR-345'],
      [['overlap', '--data', question.data, '--inner', 'gaussian', '--inner-epsilon', '1', '--outer', '2', '--outer-epsilon', '1'], 'LPR-107'],
    ] as const) {
      await expect(run(process.execPath, [programmes.cli, ...args], { cwd: folder })).rejects.toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(code) as string });
    }
  });
});
