import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { severities, type CommonCorruptionName } from '../../../../src/robustness/commonCorruption';
import { corrupted, fixtures, mean } from './naturalImage';

interface Golden {
  readonly mean: number;
  readonly values: readonly number[];
}
type Goldens = Record<string, { readonly places: readonly number[]; readonly corruptions: Partial<Record<CommonCorruptionName, readonly Golden[]>> }>;
const goldens = JSON.parse(readFileSync(path.join(fixtures, 'goldens.json'), 'utf8')) as Goldens;

/*
 * The oracle rounds to six decimals. In snow and motion blur a sum can fall to either side of a whole byte, and so one
 * pixel of very many may be a level off.
 */
describe.each([32, 64, 224] as const)('common corruptions at %d pixels, against Pillow, SciPy, scikit-image, OpenCV and ImageMagick', (size) => {
  const { places, corruptions } = goldens[size] ?? { places: [], corruptions: {} };

  it.each(Object.entries(corruptions))('%s has the same values at every severity', (name, expected) => {
    expect(expected).toHaveLength(5);
    // Large pictures take long: the middle severities are left to the smaller ones.
    for (const severity of severities.filter((s) => size !== 224 || s === 1 || s === 5)) {
      const out = corrupted(size, name as CommonCorruptionName, severity);
      const golden = expected[severity - 1];
      expect(Math.abs(mean(out) - (golden?.mean ?? NaN))).toBeLessThan(2e-6);
      const differences = places.map((place, i) => Math.abs((out[place] ?? NaN) - (golden?.values[i] ?? NaN)));
      expect(Math.max(...differences)).toBeLessThan(2e-6);
    }
  });
});

it('the oracle covers every corruption but the noises and frost, and looks at many places', () => {
  for (const size of [32, 64, 224]) {
    expect(Object.keys(goldens[size]?.corruptions ?? {})).toHaveLength(14);
    expect(goldens[size]?.places).toHaveLength(40);
  }
});
