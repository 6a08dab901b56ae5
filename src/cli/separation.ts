import { Option, type Command } from 'commander';
import path from 'node:path';
import { separationJob } from '../engine/separation/separationJob';
import { datasetNameSchema } from '../protocol/experiment';
import { maximumSeed } from '../protocol/norm';
import { betweenSchema, type Between } from '../protocol/separation';
import { separationTable } from './format/separationTable';
import { interruptible } from './interrupt';
import { readDistanceNorm, readWhole } from './optionValues';
import { ProgressLine } from './progressLine';

interface SeparationOptions {
  readonly data: string;
  readonly norm: string;
  readonly between: Between;
  readonly limit?: string;
  readonly seed: string;
  readonly workers?: string;
  readonly out?: string;
  readonly format: 'table' | 'json';
  readonly verbose?: boolean;
}

const notes = `
Every image's distance to the nearest image with another label is exact; images are in [0,1]. With train-test each test image
is compared with the training images. The same command goes on where it stopped, and returns what was found before.`;

const mostImages = 1e9;

/** Adds `separation`: how far apart the classes of a data set are, and so up to which epsilon a label is safe. */
export function registerSeparation(program: Command): void {
  program
    .command('separation')
    .description('find the smallest distance of two images with different labels, and with it how far an epsilon is safe')
    .requiredOption('--data <source>', `dataset (${datasetNameSchema.options.join(', ')}), or a path: image folder, IDX or CIFAR binary files`)
    .requiredOption('--norm <p>', 'the norm of the distance: a number from 1 to 1000, or inf')
    .addOption(new Option('--between <splits>', 'the splits whose images are compared').choices(betweenSchema.options).default('train-train'))
    .option('--limit <count>', 'compare a seeded sample of this many images of each split (default: all)')
    .option('--seed <number>', 'seed of that sample', '1')
    .option('--workers <count>', 'compute processes (default: one a core)')
    .option('--out <folder>', 'folder of the result (default: one below .lp-robustness/separations)')
    .addOption(new Option('--format <name>', 'form of the result on stdout').choices(['table', 'json']).default('table'))
    .addHelpText('after', notes)
    .action(async (_: unknown, command: Command) => {
      await separation(command.optsWithGlobals<SeparationOptions>());
    });
}

async function separation({ data, norm, between, limit, seed, workers, out, format, verbose }: SeparationOptions): Promise<void> {
  const question = {
    data,
    norm: readDistanceNorm(norm),
    between,
    seed: readWhole('--seed', seed, 0, maximumSeed),
    ...(limit === undefined ? {} : { limit: readWhole('--limit', limit, 1, mostImages) }),
  };
  const progress = new ProgressLine();
  const log = (line: string): void => {
    progress.clear();
    process.stderr.write(`${line}\n`);
  };
  try {
    const { folder, report, reused } = await interruptible((signal) =>
      separationJob(question, {
        folder: path.resolve('.lp-robustness', 'separations'),
        signal,
        onProgress: (state) => progress.show(state),
        ...(workers === undefined ? {} : { workers: readWhole('--workers', workers, 1, 256) }),
        ...(out === undefined ? {} : { out }),
        ...(verbose === true ? { onLog: log } : {}),
      }),
    );
    progress.clear();
    process.stdout.write(format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : separationTable(report));
    log(`${reused ? 'This was found before; it is' : 'The result is'} in ${path.relative('', folder) || folder}`);
  } finally {
    progress.clear();
  }
}
