import { describe, expect, it } from 'vitest';
import { commonCorruptionFigures } from '../../../../src/engine/report/commonCorruptionFigures';
import { Outcomes } from '../../../../src/engine/report/outcomes';
import { commonCorruptionGroup, commonCorruptionNames, severities, type CommonCorruptionName } from '../../../../src/robustness/commonCorruption';
import { suiteFor } from '../../../../src/robustness/suite/suite';

const images = Uint32Array.of(2, 0, 1, 3, 4, 5);
const labels = new Int32Array(6);
const resampling = { seed: 1, resamples: 200, confidence: 0.95 };
const { common } = suiteFor('common', { height: 32, width: 32, channels: 3 });

/** A pretended model: image i is wrong from severity 6 - i on under noise, and one later otherwise. Wrong in i of 5, or i - 1. */
const isWrong = (name: CommonCorruptionName, severity: number, image: number): boolean =>
  severity > 5 - image + (commonCorruptionGroup[name] === 'noise' ? 0 : 1);

function table(cells = common, finished = images): Outcomes {
  const outcomes = new Outcomes({ cells: [], common: cells, images, labels, draws: 1 });
  for (const { corruption, severity } of cells) {
    const some = corruption === 'saturate' ? finished : images;
    const n = some.length;
    const predicted = Int32Array.from(some, (image) => Number(isWrong(corruption, severity, image)));
    const answer = { predicted, confidence: new Float32Array(n), labelConfidence: new Float32Array(n), realised: new Float64Array(n).fill(severity) };
    outcomes.addBlock({ law: { corruption }, strengths: [severity], images: some, draw: 0 }, answer);
  }
  // Of the clean images, the last is wrong.
  const answer = { predicted: Int32Array.from(images, (image) => Number(image === 5)), confidence: new Float32Array(6), labelConfidence: new Float32Array(6), realised: new Float64Array(6) };
  outcomes.addBlock({ law: null, strengths: [0], images, draw: 0 }, answer);
  return outcomes;
}

// Means over the six images of the share of severities at which each is wrong: 0 to 5 of 5 under noise, 0, 0, 1, ... 4 otherwise.
const underNoise = 15 / 30;
const otherwise = 10 / 30;

describe('the figures of common corruptions', () => {
  it('are errors of each corruption and severity, and means that agree with counting by hand', () => {
    const { cells, mce } = commonCorruptionFigures(table(), resampling);
    expect(cells).toHaveLength(commonCorruptionNames.length * severities.length);
    expect(cells.find((cell) => cell.corruption === 'shot_noise' && cell.severity === 3)).toMatchObject({ n: 6, errors: 3, error: 0.5, realised: 3 });
    expect(cells.find((cell) => cell.corruption === 'fog' && cell.severity === 3)).toMatchObject({ n: 6, errors: 2 });
    expect(mce.all.value).toBeCloseTo((4 * underNoise + 15 * otherwise) / 19, 12);
    expect(mce.benchmark.value).toBeCloseTo((3 * underNoise + 12 * otherwise) / 15, 12);
    expect(mce.withoutNoise.value).toBeCloseTo(otherwise, 12);
    // Each corruption's increase over the clean error of 1/6, divided by AlexNet's own, whose clean error is 43.5 %.
    const alexNet = [0.886428, 0.894468, 0.92264, 0.81988, 0.826268, 0.785948, 0.79836, 0.866816, 0.826572, 0.819324, 0.564592, 0.853204, 0.646056, 0.71784, 0.6065];
    const increases = alexNet.map((error, i) => ((i < 3 ? underNoise : otherwise) - 1 / 6) / (error - 0.435));
    expect(mce.benchmarkRelative?.value).toBeCloseTo(increases.reduce((sum, increase) => sum + increase, 0) / 15, 12);
    for (const estimate of Object.values(mce)) {
      if (estimate.value === null) throw new Error(estimate.reason);
      expect(estimate.low).toBeLessThan(estimate.value);
      expect(estimate.high).toBeGreaterThan(estimate.value);
    }
  });

  it('are means over the images that are finished in everything a mean is about, and over no others', () => {
    const { mce } = commonCorruptionFigures(table(common, Uint32Array.of(5, 4)), resampling);
    // Images 4 and 5 alone, since saturate is unfinished elsewhere; the benchmark has no saturate.
    expect(mce.all.value).toBeCloseTo((4 * 0.9 + 15 * 0.7) / 19, 12);
    expect(mce.benchmark.value).toBeCloseTo((3 * underNoise + 12 * otherwise) / 15, 12);
  });

  it('are not defined where corruptions or severities are missing, and say which', () => {
    const some = common.filter(({ corruption, severity }) => corruption !== 'frost' && !(corruption === 'fog' && severity > 3));
    const { mce } = commonCorruptionFigures(table(some), resampling);
    expect(mce.all).toEqual({ value: null, reason: 'it needs all five severities, also of fog' });
    const without = commonCorruptionFigures(table(common.filter(({ corruption }) => corruption !== 'saturate')), resampling);
    expect(without.mce.all).toEqual({ value: null, reason: 'it needs corruptions that were not evaluated: saturate' });
    expect(without.mce.benchmark.value).not.toBeNull();
  });
});
