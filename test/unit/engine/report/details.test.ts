import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildReport } from '../../../../src/engine/report/buildReport';
import { classErrors } from '../../../../src/engine/report/details/classErrors';
import { flips } from '../../../../src/engine/report/details/flips';
import { realisedRange } from '../../../../src/engine/report/details/realisedRange';
import { reliability, reliabilityBins } from '../../../../src/engine/report/details/reliability';
import { RunDetails } from '../../../../src/engine/report/details/runDetails';
import { outcomesParquet } from '../../../../src/engine/report/outcomesParquet';
import { readOutcomes } from '../../../../src/engine/report/readOutcomes';
import type { Report } from '../../../../src/protocol/report';
import { clopperPearson } from '../../../../src/robustness/statistics/binomialInterval';
import { temporaryFolders } from '../temporaryFolder';
import { answeredBlocks, cells, draws, images, labels, outcomeOf, outcomesOf, provenance } from './sampleRun';

const outcomes = outcomesOf(answeredBlocks());
const report = buildReport(outcomes, provenance);
const sorted = Array.from(images).sort((a, b) => a - b);
const labelOf = (image: number): number => labels[image] ?? 0;
const drawsOf = (cell: number): number[] => Array.from({ length: cell === 0 ? 1 : draws }, (_, draw) => draw);
const everything = (cell: number) => sorted.flatMap((image) => drawsOf(cell).map((draw) => ({ image, draw, ...outcomeOf(cell, image, draw) })));
const never = new AbortController().signal;

describe('the errors of each class', () => {
  it('are those that a naive loop counts, under one cell and under several', () => {
    for (const some of [[0], [3], [1, 3, 4, 5]]) {
      const found = classErrors(outcomes, some);
      expect(found.map(({ label }) => label)).toEqual([...new Set(sorted.map(labelOf))].sort((a, b) => a - b));
      for (const { label, clean, corrupted, takenFor } of found) {
        const own = sorted.filter((image) => labelOf(image) === label);
        const all = some.flatMap((cell) => everything(cell).filter((o) => o.label === label));
        const wrong = all.filter((o) => o.predicted !== label);
        expect(corrupted).toMatchObject({ n: own.length, errors: wrong.length });
        expect(corrupted.error).toBeCloseTo(wrong.length / all.length, 12);
        expect(clean.errors).toBe(everything(0).filter((o) => o.label === label && o.predicted !== label).length);
        const interval = clopperPearson(clean.errors, clean.n);
        expect(clean.low).toBeCloseTo(interval.low, 12);
        expect(clean.high).toBeCloseTo(interval.high, 12);
        expect(takenFor).toEqual(wrong.length === 0 ? null : { label: (label + 1) % 4, count: wrong.length });
      }
    }
  });

  it('add up to the report', () => {
    for (const [index, cell] of report.cells.entries()) {
      const found = classErrors(outcomes, [index + 1]);
      expect(found.reduce((sum, { corrupted }) => sum + corrupted.errors, 0)).toBe(cell.errors);
      expect(found.reduce((sum, { corrupted }) => sum + corrupted.n, 0)).toBe(cell.n);
    }
  });
});

describe('reliability', () => {
  const options = { seed: 1, stream: 100, resamples: 100, confidence: 0.95 };

  it('puts every outcome into the bin of its confidence', () => {
    for (const cell of [0, 2, 5]) {
      const found = reliability(outcomes, cell, options);
      const all = everything(cell);
      expect(found.n).toBe(all.length);
      for (const { from, to, n, confidence, accuracy, low, high } of found.bins) {
        const own = all.filter((o) => o.confidence >= from && (o.confidence < to || to === 1));
        expect(n).toBe(own.length);
        expect(confidence).toBeCloseTo(own.reduce((sum, o) => sum + o.confidence, 0) / n, 10);
        expect(accuracy).toBeCloseTo(own.filter((o) => o.predicted === o.label).length / n, 12);
        expect(low).toBeLessThanOrEqual(accuracy);
        expect(high).toBeGreaterThanOrEqual(accuracy);
        expect(to - from).toBeCloseTo(1 / reliabilityBins, 12);
      }
      expect(found.bins.reduce((sum, { n }) => sum + n, 0)).toBe(all.length);
    }
  });

  it("has the report's calibration error for the clean images", () => {
    expect(reliability(outcomes, 0, options).error.value).toBeCloseTo(report.calibration.value ?? NaN, 12);
  });

  it('counts an image once for the width of an interval, however many draws it has', () => {
    for (const { n, accuracy, low, high } of reliability(outcomes, 4, options).bins) {
      const ofAllDraws = clopperPearson(accuracy * n, n);
      expect(high - low).toBeGreaterThanOrEqual(ofAllDraws.high - ofAllDraws.low - 1e-12);
    }
  });
});

describe('realised sizes', () => {
  it('have the quantiles of a sorted list', () => {
    cells.forEach((_, index) => {
      const sizes = everything(index + 1).map(({ realised }) => realised).sort((a, b) => a - b);
      const found = realisedRange(outcomes, index + 1);
      expect(found).toMatchObject({ n: sizes.length, minimum: sizes[0], maximum: sizes.at(-1) });
      expect(found.median).toBeCloseTo(((sizes[22] ?? 0) + (sizes[23] ?? 0)) / 2, 12);
      const place = 0.95 * (sizes.length - 1);
      const [below = 0, above = 0] = [sizes[Math.floor(place)], sizes[Math.ceil(place)]];
      expect(found.high).toBeCloseTo(below + (place % 1) * (above - below), 10);
      expect(found.low).toBeLessThanOrEqual(found.median);
    });
  });
});

describe('flips', () => {
  it('are the changed predictions, by kind, those that lost most confidence first', () => {
    let seen = 0;
    for (const cell of [1, 3, 5]) {
      const expected = (kind: (label: number, before: number, after: number) => boolean) =>
        everything(cell)
          .map((o) => ({ o, clean: outcomeOf(0, o.image, 0) }))
          .filter(({ o, clean }) => o.predicted !== clean.predicted && kind(o.label, clean.predicted, o.predicted))
          .map(({ o, clean }) => ({
            image: o.image,
            draw: o.draw,
            label: o.label,
            before: clean.predicted,
            beforeConfidence: clean.confidence,
            after: o.predicted,
            afterConfidence: o.confidence,
            lost: clean.labelConfidence - o.labelConfidence,
          }))
          .sort((a, b) => b.lost - a.lost || a.image - b.image || a.draw - b.draw);
      expect(flips(outcomes, cell, 'lost')).toEqual(expected((label, before) => before === label));
      expect(flips(outcomes, cell, 'gained')).toEqual(expected((label, _, after) => after === label));
      expect(flips(outcomes, cell, 'other')).toEqual([]);
      seen += flips(outcomes, cell, 'lost').length + flips(outcomes, cell, 'gained').length;
    }
    expect(seen).toBeGreaterThan(20);
  });
});

describe('outcomes.parquet, read again', () => {
  const folder = temporaryFolders();
  const write = async (bytes: Uint8Array): Promise<string> => {
    const place = await folder();
    await writeFile(path.join(place, 'outcomes.parquet'), bytes);
    return place;
  };
  const parquet = outcomesParquet(outcomes);

  it('gives the table that was written, byte for byte', async () => {
    const again = await readOutcomes(await write(parquet), report, never);
    expect(Buffer.compare(outcomesParquet(again), parquet)).toBe(0);
    expect([again.done, again.total]).toEqual([outcomes.total, outcomes.total]);
  });

  it('is refused with a code where it is gone, cut off, damaged or of another report', async () => {
    const cut = await write(parquet);
    await truncate(path.join(cut, 'outcomes.parquet'), parquet.length - 20);
    const longer = await write(parquet);
    await appendFile(path.join(longer, 'outcomes.parquet'), Buffer.alloc(4 << 20));
    const [first, ...others] = report.cells;
    if (first === undefined) throw new Error('the report has cells');
    const changed: [string, Report][] = [
      [await folder(), report],
      [cut, report],
      [longer, report],
      [await write(new Uint8Array(1000)), report],
      [await write(parquet), { ...report, cells: others }],
      [await write(parquet), { ...report, draws: 1 }],
      [await write(parquet), { ...report, cells: [{ ...first, epsilon: 0.5 }, ...others] }],
      [await write(parquet), { ...report, cells: [{ ...first, sampling: 'sphere' }, ...others] }],
      [await write(parquet), { ...report, clean: { ...report.clean, n: 1e9 } }],
      [await write(parquet), { ...report, data: { ...report.data, count: 10 } }],
    ];
    for (const [place, asked] of changed) await expect(readOutcomes(place, asked, never)).rejects.toMatchObject({ code: 'LPR-530' });
  });

  it('is never anything else than read or refused, whichever byte is another', async () => {
    const place = await write(parquet);
    const file = path.join(place, 'outcomes.parquet');
    for (let at = 3; at < parquet.length; at += Math.ceil(parquet.length / 150)) {
      const bytes = parquet.slice();
      bytes[at] = (bytes[at] ?? 0) ^ 0x55;
      await writeFile(file, bytes);
      const result = await readOutcomes(place, report, never).then(() => 'read', (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error));
      expect(['read', 'LPR-530']).toContain(result);
    }
  });

  it('stops when it is asked to', async () => {
    await expect(readOutcomes(await write(parquet), report, AbortSignal.abort())).rejects.toMatchObject({ code: 'LPR-601' });
  });

  it('answers questions, and a cancelled one takes the others nothing', async () => {
    const details = new RunDetails(await write(parquet), report);
    const cancelled = details.classes({ cell: 'mean' }, AbortSignal.abort());
    const classes = details.classes({ cell: 'mean' }, never);
    await expect(cancelled).rejects.toMatchObject({ code: 'LPR-601' });
    expect((await classes).classes).toEqual(classErrors(outcomes, [1, 3, 4, 5]));
    const page = await details.flips({ cell: 4, of: 'lost', first: 2, count: 3 }, never);
    expect(page).toEqual({ total: flips(outcomes, 5, 'lost').length, flips: flips(outcomes, 5, 'lost').slice(2, 5) });
    expect((await details.calibration({ cell: 'clean' }, never)).error).toEqual(report.calibration);
    await expect(details.classes({ cell: 99 }, never)).rejects.toMatchObject({ code: 'LPR-600' });
  });

  it('is asked for anew after it could not be read', async () => {
    const place = await write(new Uint8Array(10));
    const details = new RunDetails(place, report);
    await expect(details.realised(never)).rejects.toMatchObject({ code: 'LPR-530' });
    await writeFile(path.join(place, 'outcomes.parquet'), parquet);
    expect((await details.realised(never)).cells).toHaveLength(cells.length);
    expect(await readFile(path.join(place, 'outcomes.parquet'))).toHaveLength(parquet.length);
  });
});
