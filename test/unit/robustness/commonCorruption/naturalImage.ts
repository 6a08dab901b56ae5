import { readFileSync } from 'node:fs';
import path from 'node:path';
import { decode } from 'fast-png';
import { commonCorruption, severities, type CommonCorruptionName, type Severity } from '../../../../src/robustness/commonCorruption';
import type { ImageShape, NoiseAddress } from '../../../../src/robustness/corruption';

export const fixtures = path.resolve(__dirname, '../../../fixtures/commonCorruption');

/** A photograph of one of the published sizes. */
export function naturalImage(size: 32 | 64 | 224): { image: Float32Array; shape: ImageShape } {
  const { data } = decode(readFileSync(path.join(fixtures, `natural${size}.png`)));
  return { image: Float32Array.from(data, (level) => level / 255), shape: { height: size, width: size, channels: 3 } };
}

/** The address of the goldens' random numbers. */
export const goldenAddress: NoiseAddress = { seed: 5, purpose: 'evaluation', image: 3, draw: 0 };

export const corrupted = (size: 32 | 64 | 224, name: CommonCorruptionName, severity: Severity, more: Partial<NoiseAddress> = {}): Float32Array => {
  const { image, shape } = naturalImage(size);
  return commonCorruption(image, shape, { name, severity }, { ...goldenAddress, ...more });
};

export const everySeverity = (name: CommonCorruptionName, size: 32 | 64 | 224): Float32Array[] => severities.map((severity) => corrupted(size, name, severity));

export const mean = (values: ArrayLike<number>): number => Array.prototype.reduce.call<ArrayLike<number>, [(sum: number, x: number) => number, number], number>(values, (sum, x) => sum + x, 0) / values.length;
