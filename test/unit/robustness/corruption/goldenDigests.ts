import { corrupt, drawUnitSample, realisedNorm, samplerVersion, type ImageShape, type NoiseLaw } from '../../../../src/robustness/corruption';
import { hashWords } from '../../../../src/robustness/randomStream/randomAddress';
import { seededOrder } from '../../../../src/robustness/randomStream';

/*
 * Digests of what the samplers give at a few hundred addresses. This file uses nothing of Node, so that the same
 * digests can be taken in a browser: bundle it with esbuild and compare with goldenDigests.json.
 */

const norms: readonly NoiseLaw['norm'][] = [0, 0.1, 0.3, 0.5, 1, 1.7, 2, 5, 10, 50, 200, 1000, 'inf', 'gaussian'];
const shapes: readonly ImageShape[] = [
  { height: 1, width: 1, channels: 1 },
  { height: 1, width: 5, channels: 1 },
  { height: 32, width: 32, channels: 3 },
];
const seeds = [0, 1, Number.MAX_SAFE_INTEGER];
const images = 4;

/** One digest per law, and one of the seeded order; 32 hexadecimal digits each. */
export function goldenDigests(): Record<string, string> {
  const digests: Record<string, string> = { samplerVersion };
  for (const norm of norms) {
    for (const sampling of ['ball', 'sphere'] as const) {
      for (const unit of norm === 0 ? (['element', 'pixel'] as const) : (['element'] as const)) {
        digests[`${norm} ${sampling} ${unit}`] = digestOfLaw({ norm, sampling, unit });
      }
    }
  }
  digests['order'] = digest([seededOrder(10_000, 1), seededOrder(60_000, Number.MAX_SAFE_INTEGER, 100)]);
  return digests;
}

function digestOfLaw(law: NoiseLaw): string {
  const parts: (Float32Array | Float64Array | Uint32Array)[] = [];
  for (const shape of shapes) {
    const size = shape.height * shape.width * shape.channels;
    const original = Float32Array.from({ length: size }, (_, i) => (i % 256) / 255);
    for (const seed of seeds) {
      for (let image = 0; image < images; image++) {
        const sample = drawUnitSample(law, shape, { seed, purpose: image % 2 === 0 ? 'evaluation' : 'training', image, draw: image });
        if (sample.kind === 'additive') parts.push(sample.values, Float64Array.of(sample.scale));
        else parts.push(sample.positions, sample.replacements);
        const corrupted = new Float32Array(size);
        corrupt(original, sample, sample.kind === 'additive' ? 0.3 / sample.scale : 0.3, corrupted);
        parts.push(corrupted, Float64Array.of(realisedNorm(original, corrupted, sample)));
      }
    }
  }
  return digest(parts);
}

function digest(parts: readonly (Float32Array | Float64Array | Uint32Array)[]): string {
  const words = parts.flatMap((part) => Array.from(new Int32Array(part.buffer, part.byteOffset, part.byteLength / 4)));
  const padded = new Int32Array(Math.ceil((words.length + 1) / 4) * 4);
  padded.set(words);
  padded[padded.length - 1] = words.length;
  const state = new Int32Array(4);
  hashWords(padded, state);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}
