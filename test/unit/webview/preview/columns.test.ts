import { describe, expect, it } from 'vitest';
import { typicalChange } from '../../../../src/robustness/preview';
import { columnsOf, lawOf } from '../../../../webview-ui/preview/columns';
import { defaultSettings, previewSettingsSchema, selectionOf, startedAt, type PreviewSettings } from '../../../../webview-ui/preview/settings';

const shape = { height: 32, width: 32, channels: 3 };
const columns = (change: Partial<PreviewSettings>) => columnsOf({ ...defaultSettings(), ...change }, shape);
const epsilons = (change: Partial<PreviewSettings>) => columns(change).map(({ column }) => (column.corruption?.kind === 'noise' ? column.corruption.epsilon : NaN));

describe('the columns', () => {
  it('rise to exactly the epsilon that is set', () => {
    expect(epsilons({ epsilon: 1.2345, scale: 'linear' })).toEqual([0.154, 0.309, 0.463, 0.617, 0.772, 0.926, 1.08, 1.2345]);
    const log = epsilons({ epsilon: 8, scale: 'log' });
    expect(log).toEqual([0.707, 1, 1.41, 2, 2.83, 4, 5.66, 8]);
  });

  it('show norms of one strength, the one that is set among them as it is', () => {
    const found = columns({ across: 'norms', norm: 2, epsilon: 1.2345 });
    expect(found.map(({ column }) => column.corruption?.kind === 'noise' && column.corruption.law.norm)).toEqual([0, 0.5, 1, 2, 5, 10, 50, 'inf']);
    for (const { column } of found) {
      if (column.corruption?.kind !== 'noise') throw new Error('noise');
      const { law, epsilon } = column.corruption;
      if (law.norm === 2) expect(epsilon).toBe(1.2345);
      // Three digits, and for L0 whole elements.
      expect(typicalChange(law, epsilon, shape) / typicalChange(lawOf({ norm: 2, sampling: 'ball', unit: 'element' }), 1.2345, shape)).toBeCloseTo(1, 1);
    }
  });

  it('count draws from the one that is set', () => {
    expect(columns({ across: 'draws', draw: 5, seed: 9 }).map(({ column }) => [column.seed, column.draw])).toEqual(Array.from({ length: 8 }, (_, i) => [9, 5 + i]));
  });

  it('show five severities, or nineteen corruptions', () => {
    expect(columns({ kind: 'common', corruption: 'snow' }).map(({ name }) => name)).toEqual([1, 2, 3, 4, 5].map((level) => `snow, severity ${level}`));
    expect(columns({ kind: 'common', commonAcross: 'corruptions', severity: 2 })).toHaveLength(19);
  });

  it('never make another address of what means nothing', () => {
    expect(lawOf({ norm: 'gaussian', sampling: 'sphere', unit: 'pixel' })).toEqual({ norm: 'gaussian', sampling: 'ball', unit: 'element' });
    expect(lawOf({ norm: 0, sampling: 'sphere', unit: 'pixel' })).toEqual({ norm: 0, sampling: 'sphere', unit: 'pixel' });
  });
});

describe('the settings', () => {
  it('take in what a run shows of an image', () => {
    const before: PreviewSettings = { ...defaultSettings(), kind: 'common', across: 'draws', view: 'difference', seed: 3, label: 2 };
    const after = startedAt(before, { image: 41, norm: 'inf', epsilon: 0.03, draw: 2 });
    expect(after).toMatchObject({ kind: 'noise', across: 'epsilons', view: 'corrupted', norm: 'inf', epsilon: 0.03, seed: 3, draw: 2, image: 41 });
    expect(startedAt(before, {})).toEqual(before);
    expect(startedAt({ ...before, epsilon: 7 }, { norm: 1 }).epsilon).toBeNull();
  });

  it('ask for a page, or for the images from one on, as far as there are', () => {
    const settings = defaultSettings();
    expect(selectionOf({ ...settings, shuffle: 4, label: 1, first: 12 }, 100)).toEqual({ kind: 'page', shuffle: 4, label: 1, first: 12, count: 6 });
    expect(selectionOf({ ...settings, image: 97 }, 100)).toEqual({ kind: 'indices', images: [97, 98, 99] });
    expect(selectionOf({ ...settings, image: 500 }, 100)).toEqual({ kind: 'indices', images: [99] });
  });

  it('that were left behind are read back, and others refused', () => {
    const settings = { ...defaultSettings(), epsilon: 3, norm: 0.7 };
    expect(previewSettingsSchema.parse(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
    expect(previewSettingsSchema.safeParse({ ...settings, norm: -1 }).success).toBe(false);
  });
});
