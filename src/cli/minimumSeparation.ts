import { Option, type Command } from 'commander';
import path from 'node:path';
import { experimentFromOptions } from '../engine/experiment/experimentOptions';
import { minimumSeparationJob } from '../engine/separation/minimumSeparationJob';
import { datasetNameSchema } from '../protocol/experiment';
import type { MinimumSeparationRobustness } from '../protocol/separation';
import { estimateText, percent, sizeText } from '../protocol/reportText/figureText';
import { interruptible } from './interrupt';
import { readNorm, readWhole } from './optionValues';
import { ProgressLine } from './progressLine';

interface MinimumSeparationOptions {
  readonly model: string;
  readonly data: string;
  readonly norm: string;
  readonly limit?: string;
  readonly seed: string;
  readonly backend?: string;
  readonly workers?: string;
  readonly format: 'table' | 'json';
  readonly verbose?: boolean;
}

const notes = `
MSCR is (accuracy at epsilon - clean accuracy) / clean accuracy, where epsilon is half the smallest distance of two images with
different labels (train-train, train-test and test-test): what a corruption costs that class separation proves harmless. The
test images are evaluated. Separations and evaluation are kept, and go on where they stopped.`;

const mostImages = 1e9;

/** Adds `mscr`: the minimum separation corruption robustness of a model. */
export function registerMinimumSeparation(program: Command): void {
  program
    .command('mscr')
    .description('find what random corruptions of half the class separation cost a model in accuracy (MSCR)')
    .requiredOption('--model <path>', 'model.json of a TensorFlow.js layers or graph model')
    .requiredOption('--data <source>', `dataset (${datasetNameSchema.options.join(', ')}), or a path: image folder, IDX or CIFAR binary files`)
    .requiredOption('--norm <p>', 'the norm of distance and corruption: a number from 1 to 1000, or inf')
    .option('--limit <count>', 'a seeded sample of this many images, of each split for the separation and of the test images (default: all)')
    .option('--seed <number>', 'seed of every random choice', '1')
    .option('--backend <name>', 'auto, tfjs-node-gpu, tfjs-node, webgpu or wasm (default: auto)')
    .option('--workers <count>', 'compute processes (default: one a core, one on a GPU)')
    .addOption(new Option('--format <name>', 'form of the result on stdout').choices(['table', 'json']).default('table'))
    .addHelpText('after', notes)
    .action(async (_: unknown, command: Command) => {
      const { format, verbose, norm, ...options } = command.optsWithGlobals<MinimumSeparationOptions>();
      const { limit, workers } = options;
      const experiment = await experimentFromOptions({ ...options, suite: 'quick' }, process.cwd());
      const progress = new ProgressLine();
      const log = (line: string): void => {
        progress.clear();
        process.stderr.write(`${line}\n`);
      };
      const places = { folder: path.resolve('.lp-robustness', 'separations'), runsFolder: path.resolve('.lp-robustness', 'runs') };
      const question = { norm: readNorm(norm), ...(limit === undefined ? {} : { limit: readWhole('--limit', limit, 1, mostImages) }) };
      try {
        const found = await interruptible((signal) =>
          minimumSeparationJob(experiment, question, {
            ...places,
            signal,
            onProgress: (state) => progress.show(state),
            ...(workers === undefined ? {} : { workers: readWhole('--workers', workers, 1, 256) }),
            ...(verbose === true ? { onLog: log } : {}),
          }),
        );
        progress.clear();
        process.stdout.write(format === 'json' ? `${JSON.stringify(found, null, 2)}\n` : minimumSeparationText(found));
      } finally {
        progress.clear();
      }
    });
}

function minimumSeparationText({ norm, epsilon, separations, n, clean, atEpsilon, mscr, model }: MinimumSeparationRobustness): string {
  const distances = Object.entries(separations).map(([between, distance]) => `${between} ${sizeText(distance)}`);
  const head = `Separations in L${norm}: ${distances.join(', ')}\n`;
  if (mscr.value === null) return `${head}MSCR is not defined: ${mscr.reason}.\n`;
  return `${head}MSCR of ${model.path}: ${estimateText(mscr)}
Accuracy on ${n} test images: ${percent(clean)} clean, ${percent(atEpsilon)} at epsilon ${sizeText(epsilon)}, half the smallest separation.
`;
}
