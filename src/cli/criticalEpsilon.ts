import { Option, type Command } from 'commander';
import { criticalEpsilonJob } from '../engine/critical/criticalEpsilonJob';
import { experimentFromOptions, type ExperimentOptions } from '../engine/experiment/experimentOptions';
import { datasetNameSchema } from '../protocol/experiment';
import { criticalEpsilonTable } from './format/criticalEpsilonTable';
import { interruptible } from './interrupt';
import { ProgressLine } from './progressLine';

interface CriticalEpsilonOptions extends ExperimentOptions {
  readonly format: 'table' | 'json';
  readonly verbose?: boolean;
}

const notes = `
Each image is corrupted along one random direction a norm, the one that an evaluation with that seed draws. Its critical epsilon is
the first at which its prediction flips, along the suite's epsilons and then by bisection. Flips are not monotone: beyond it a
prediction may be right again. Images are clipped. Images that are wrong without corruption are kept apart.`;

/** Adds `critical-epsilon`: how large a random corruption each image takes before its prediction flips. */
export function registerCriticalEpsilon(program: Command): void {
  program
    .command('critical-epsilon')
    .description('find how large a random corruption each image takes before its prediction flips')
    .requiredOption('--model <path>', 'model.json of a TensorFlow.js layers or graph model')
    .requiredOption('--data <source>', `dataset (${datasetNameSchema.options.join(', ')}), or a path: image folder, IDX or CIFAR binary files`)
    .option('--suite <name>', 'suite by name or file, whose norms and epsilons are searched (default: paper)')
    .option('--split <name>', 'test or train (default: test)')
    .option('--limit <count>', 'a seeded sample of this many images (default: all)')
    .option('--seed <number>', 'seed of every random choice (default: 1)')
    .option('--resize', "resize images to the model's input")
    .option('--backend <name>', 'auto, tfjs-node-gpu, tfjs-node, webgpu or wasm (default: auto)')
    .option('--workers <count>', 'compute processes (default: one a core, one on a GPU)')
    .addOption(new Option('--format <name>', 'form of the result on stdout').choices(['table', 'json']).default('table'))
    .addHelpText('after', notes)
    .action(async (_: unknown, command: Command) => {
      const { format, verbose, ...experimentOptions } = command.optsWithGlobals<CriticalEpsilonOptions>();
      const experiment = await experimentFromOptions(experimentOptions, process.cwd());
      const progress = new ProgressLine();
      const log = (line: string): void => {
        progress.clear();
        process.stderr.write(`${line}\n`);
      };
      try {
        const report = await interruptible((signal) =>
          criticalEpsilonJob(experiment, { signal, onProgress: (state) => progress.show(state), ...(verbose === true ? { onLog: log } : {}) }),
        );
        progress.clear();
        process.stdout.write(format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : criticalEpsilonTable(report));
      } finally {
        progress.clear();
      }
    });
}
