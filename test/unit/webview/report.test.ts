import { describe, expect, it } from 'vitest';
import { curvesOf, sharedTop } from '../../../webview-ui/report/curves';
import { epsilonText, lawName, shortEpsilon, signedPercent } from '../../../webview-ui/components/figures';
import { cell, report } from './sampleReport';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('the curves of a report', () => {
  const shown = report([
    cell({ norm: 1, epsilon: 50, error: 0.4, high: 0.47 }),
    cell({ norm: 1, epsilon: 25, imperceptible: true }),
    cell({ norm: 2, epsilon: 1 }),
    cell({ norm: 2, epsilon: 1, sampling: 'sphere' }),
    cell({ norm: 2, epsilon: 2, n: 0, errors: 0, error: 0, low: 0, high: 1 }),
  ]);

  it('are one a law, by ascending epsilon from the clean images on', () => {
    expect(curvesOf(shown).map(({ law, points }) => [lawName(law), points.map(({ epsilon, error }) => [epsilon, error])])).toEqual([
      ['L1', [[0, 0.1], [25, 0.25], [50, 0.4]]],
      ['L2', [[0, 0.1], [1, 0.25]]], // the cell without an image has nothing to show yet
      ['L2, on the sphere', [[0, 0.1], [1, 0.25]]],
    ]);
  });

  it('know how far a law is imperceptible', () => {
    expect(curvesOf(shown).map(({ imperceptibleUpTo }) => imperceptibleUpTo)).toEqual([25, 0, 0]);
  });

  it('share a scale that holds every interval', () => {
    expect(sharedTop(curvesOf(shown))).toBe(0.5);
    expect(sharedTop([])).toBe(0.1);
    expect(sharedTop(curvesOf(report([cell({ high: 0.3 })])))).toBeCloseTo(0.3, 12);
    expect(sharedTop(curvesOf(report([cell({ high: 1 })])))).toBe(1);
  });
});

describe('figures', () => {
  it('name each law as people do', () => {
    const law = { sampling: 'sphere', unit: 'element' } as const;
    expect(lawName({ norm: 0, sampling: 'sphere', unit: 'pixel' })).toBe('L0, 0 or 1, whole pixels');
    expect(lawName({ ...law, norm: 'inf' })).toBe('L\u221e, corners');
    expect(lawName({ ...law, norm: 'gaussian' })).toBe('Gaussian');
    expect(lawName({ norm: 0.5, sampling: 'ball', unit: 'element' })).toBe('L0.5');
  });

  it('keep an epsilon as it was asked for, and short on an axis', () => {
    expect([0.005, 25, 12_000_000].map(epsilonText)).toEqual(['0.005', '25', '12,000,000']);
    expect([25, 200_000, 12_000_000].map(shortEpsilon)).toEqual(['25', '200K', '12M']);
  });

  it('give a change its sign', () => {
    expect([0.125, 0, -0.05].map((ratio) => plain(signedPercent(ratio)))).toEqual(['+12.5 %', '0.0 %', '\u22125.0 %']);
  });
});
