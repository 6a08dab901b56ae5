import { replacedCount } from './l0';
import type { UnitSample } from './unitSample';

/**
 * Writes a corruption by itself, before it meets an image and is clipped: what `corrupt` adds, as float32. For L0 the
 * value that replaces an element, and NaN where it is kept.
 *
 * @param out receives it from `offset` on; the sample's own values may be the place
 */
export function writeCorruption(sample: UnitSample, epsilon: number, out: Float32Array, offset = 0): void {
  if (sample.kind === 'additive') {
    const { values } = sample;
    const factor = epsilon * sample.scale;
    for (let i = 0; i < values.length; i++) out[offset + i] = factor * (values[i] as number);
    return;
  }
  const { law, shape, positions, replacements } = sample;
  out.fill(NaN, offset, offset + shape.height * shape.width * shape.channels);
  const width = law.unit === 'pixel' ? shape.channels : 1;
  const count = replacedCount(law, shape, epsilon);
  for (let i = 0; i < count; i++) {
    const start = offset + (positions[i] as number) * width;
    out.fill(replacements[i] as number, start, start + width);
  }
}
