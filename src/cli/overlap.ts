import { Option, type Command } from 'commander';
import { overlapJob, type Overlap } from '../engine/separation/overlapJob';
import { experimentErrors } from '../protocol/errors';
import { datasetNameSchema } from '../protocol/experiment';
import { maximumSeed, type Sampling } from '../protocol/norm';
import { percent, sizeText } from '../protocol/reportText/figureText';
import { interruptible } from './interrupt';
import { readEpsilon, readNorm, readSampling, readWhole } from './optionValues';
import { ProgressLine } from './progressLine';
import { ofBallsAlone, overlapThresholds, type ImageThresholds } from '../robustness/geometry/overlapThresholds';

interface OverlapOptions {
  readonly data: string;
  readonly split: 'train' | 'test';
  readonly image: string;
  readonly inner: string;
  readonly innerEpsilon: string;
  readonly outer: string;
  readonly outerEpsilon: string;
  readonly sampling: string;
  readonly laplaceBug?: boolean;
  readonly count: string;
  readonly seed: string;
  readonly format: 'table' | 'json';
}

/** A ball as its options name it. */
interface AskedBall {
  readonly norm: number | 'inf';
  readonly epsilon: number;
}

const mostSamples = 1e7;

/** Adds `overlap`: what share of one norm's ball around an image lies in another norm's. */
export function registerOverlap(program: Command): void {
  program
    .command('overlap')
    .description("find what share of one ball's corruptions of an image, clipped, lies in another ball")
    .requiredOption('--data <source>', `dataset (${datasetNameSchema.options.join(', ')}), or a path: image folder, IDX or CIFAR binary files`)
    .addOption(new Option('--split <name>', 'the split that holds the image').choices(['train', 'test']).default('test'))
    .option('--image <index>', 'the image, counted from 0 in the order of the split', '0')
    .requiredOption('--inner <p>', 'norm of the ball that samples are drawn from: 0, a number from 0.1 to 1000, or inf')
    .requiredOption('--inner-epsilon <radius>', 'its radius; for 0 the fraction of elements replaced')
    .requiredOption('--outer <p>', 'norm of the ball that they are counted in')
    .requiredOption('--outer-epsilon <radius>', 'its radius; for 0 the fraction of elements that may change')
    .option('--sampling <law>', 'ball or sphere; for inner norm 0: uniform values, or 0 and 1', 'ball')
    .option('--laplace-bug', "draw as the code of the paper's first version did, by the Laplace density for every norm")
    .option('--count <n>', 'number of samples', '1000')
    .option('--seed <k>', 'seed, a whole number', '1')
    .addOption(new Option('--format <name>', 'form of the result on stdout').choices(['table', 'json']).default('table'))
    .action(async (options: OverlapOptions) => {
      const inner = { ...readBall('--inner', options.inner, options.innerEpsilon), sampling: readSampling(options.sampling), laplaceBug: options.laplaceBug === true };
      const outer = readBall('--outer', options.outer, options.outerEpsilon);
      const image = readWhole('--image', options.image, 0, Number.MAX_SAFE_INTEGER);
      const count = readWhole('--count', options.count, 1, mostSamples);
      const seed = readWhole('--seed', options.seed, 0, maximumSeed);
      const progress = new ProgressLine();
      try {
        const { data, split } = options;
        const found = await interruptible((signal) => overlapJob({ data, split, image, inner, outer, count, seed }, { signal, onProgress: (state) => progress.show(state) }));
        progress.clear();
        const { share, low, high, inside } = found;
        const asked = { data, split, image, inner, outer, count, seed };
        process.stdout.write(options.format === 'json' ? `${JSON.stringify({ share, low, high, inside, ...asked }, null, 2)}\n` : overlapText(found, inner, outer));
      } finally {
        progress.clear();
      }
    });
}

function readBall(option: string, text: string, radius: string): AskedBall {
  const norm = readNorm(text);
  if (norm === 'gaussian') throw experimentErrors.invalidOption({ option, value: text, expected: '0, a number from 0.1 to 1000, or inf: Gaussian noise fills no ball' });
  return { norm, epsilon: readEpsilon(`${option}-epsilon`, radius, norm) };
}

function overlapText(found: Overlap, inner: AskedBall & { readonly sampling: Sampling; readonly laplaceBug: boolean }, outer: AskedBall): string {
  const { share, low, high, inside, count, shape } = found;
  const lines = [`${inside} of ${count} clipped samples of L${inner.norm} ${inner.epsilon} lie in L${outer.norm} ${outer.epsilon}: ${percent(share)} [${percent(low)}, ${percent(high)}]`];
  const { norm: innerNorm } = inner;
  const { norm: outerNorm } = outer;
  if (innerNorm !== 0 && outerNorm !== 0) {
    const dimensions = shape.height * shape.width * shape.channels;
    const thresholds = overlapThresholds(innerNorm, { norm: outerNorm, epsilon: outer.epsilon }, dimensions);
    const { contained, equalVolume } = thresholds;
    const { half }: ImageThresholds = inner.laplaceBug ? ofBallsAlone(thresholds) : thresholds;
    const halfText = half === undefined ? '' : `, with half its samples at about ${sizeText(half)}`;
    lines.push(
      `Without clipping, in ${dimensions} dimensions, the ball of L${innerNorm} lies in L${outerNorm} ${outer.epsilon}`,
      `  wholly up to epsilon ${sizeText(contained)}${halfText}; it has the same volume at ${sizeText(equalVolume)}.`,
    );
  }
  return `${lines.join('\n')}\n`;
}
