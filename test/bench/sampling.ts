import { drawUnitSample, writeCorruption, type NoiseLaw } from '../../src/robustness/corruption';

// Bundled and run in a process of its own, as Python is: prints its rows as JSON.
// (A WebAssembly memory that grows, as the module loader's does, makes every typed array of its process slower.)

/** One row of the sampling benchmark: million float32 elements a second on one core. */
export interface SamplingRate {
  readonly norm: NoiseLaw['norm'];
  readonly millionPerSecond: number;
}

const benchmarkedNorms: readonly NoiseLaw['norm'][] = [0.5, 1, 2, 5, 10, 50, 200, 'inf'];

const shape = { height: 32, width: 32, channels: 3 };
const elements = shape.height * shape.width * shape.channels;
const imagesPerBlock = 25;

/**
 * Sampling speed in memory: ball samples of 3,072 elements, normalised and multiplied by epsilon times scale, the best
 * of many blocks of 25 images (other processes of the machine only ever slow a block down).
 */
function measureSampling(norms = benchmarkedNorms, blocks = 200): SamplingRate[] {
  const into = new Float32Array(elements);
  const out = new Float32Array(elements);
  return norms.map((norm) => {
    const law: NoiseLaw = { norm, sampling: 'ball', unit: 'element' };
    let best = Infinity;
    for (let block = 0; block < blocks; block++) {
      const start = performance.now();
      for (let image = 0; image < imagesPerBlock; image++) {
        const sample = drawUnitSample(law, shape, { seed: 1, purpose: 'evaluation', image, draw: block }, { into });
        writeCorruption(sample, 0.1, out);
      }
      best = Math.min(best, performance.now() - start);
    }
    return { norm, millionPerSecond: (imagesPerBlock * elements) / best / 1000 };
  });
}

process.stdout.write(JSON.stringify(measureSampling()));
