import type { Command } from 'commander';
import { experimentErrors, hostErrors } from '../protocol/errors';
import { maximumSeed } from '../protocol/norm';
import { drawUnitSample, writeCorruption, type NoiseLaw } from '../robustness/corruption';
import { interruptible } from './interrupt';
import { writeNpy, type FillRows } from '../engine/npyFile';
import { readEpsilon, readNorm, readSampling, readWhole } from './optionValues';

/** Options as commander hands them over: text, checked here. */
interface SampleOptions {
  readonly norm: string;
  readonly epsilon: string;
  readonly dimensions: string;
  readonly count: string;
  readonly sampling: string;
  readonly seed: string;
  readonly out: string;
}

const largestDimension = 20_000_000;
/** No entry of a corruption of a smaller epsilon leaves the range of float32. */
const safeInFloat32 = 1e37;

/** Adds `sample`: random corruptions into a NumPy file, to check the samplers or to use them elsewhere. */
export function registerSample(program: Command): void {
  program
    .command('sample')
    .description('write random corruptions, before clipping, to a NumPy file: float32, one row each')
    .requiredOption('--norm <p>', 'the norm: 0, a number from 0.1 to 1000, inf or gaussian')
    .requiredOption('--epsilon <radius>', 'radius in that norm; for 0 the fraction of elements replaced, for gaussian the standard deviation')
    .requiredOption('--dimensions <d>', 'elements of a corruption')
    .option('--count <n>', 'number of corruptions', '1')
    .option('--sampling <law>', 'ball or sphere; for 0: uniform values, or 0 and 1; for inf: the cube, or its corners', 'ball')
    .option('--seed <k>', 'seed, a whole number', '1')
    .requiredOption('--out <file>', 'the .npy file to write; for norm 0 it holds NaN where an element is kept')
    .action(async (options: SampleOptions) => {
      const rows = await interruptible((signal) => sample(options, signal));
      process.stdout.write(`Wrote ${rows.count} x ${rows.dimensions} float32 numbers to ${options.out}\n`);
    });
}

/**
 * Writes row i as the evaluation draws it for image i, draw 0, of a shape 1 x d x 1.
 *
 * @throws LprError for options out of range, a disk without room, or an interruption
 */
async function sample(options: SampleOptions, signal: AbortSignal): Promise<{ count: number; dimensions: number }> {
  const law = readLaw(options);
  const epsilon = readEpsilon('--epsilon', options.epsilon, law.norm);
  const dimensions = readWhole('--dimensions', options.dimensions, 1, largestDimension);
  const count = readWhole('--count', options.count, 1, Math.floor(Number.MAX_SAFE_INTEGER / 4 / dimensions));
  const seed = readWhole('--seed', options.seed, 0, maximumSeed);
  const shape = { height: 1, width: dimensions, channels: 1 };
  const fill: FillRows = (target, first, rows) => {
    for (let row = 0; row < rows; row++) {
      // Drawn where it is to stand, and multiplied there.
      const into = target.subarray(row * dimensions, (row + 1) * dimensions);
      const drawn = drawUnitSample(law, shape, { seed, purpose: 'evaluation', image: first + row, draw: 0 }, { maximumEpsilon: epsilon, into });
      writeCorruption(drawn, epsilon, into);
      if (epsilon > safeInFloat32 && into.some((x) => Math.abs(x) === Infinity)) throw tooLargeForFloat32(options.epsilon);
    }
  };
  try {
    await writeNpy(options.out, count, dimensions, fill, signal);
  } catch (error) {
    throw signal.aborted ? hostErrors.cancelled({}, error) : error;
  }
  return { count, dimensions };
}

function readLaw({ norm, sampling }: SampleOptions): NoiseLaw {
  return { norm: readNorm(norm), sampling: readSampling(sampling), unit: 'element' };
}

const tooLargeForFloat32 = (epsilon: string): Error =>
  experimentErrors.invalidOption({ option: '--epsilon', value: epsilon, expected: 'an epsilon whose corruptions float32 can hold' });
