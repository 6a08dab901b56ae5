import { Option, type Command } from 'commander';
import path from 'node:path';
import { criticalEpsilonJob } from '../engine/critical/criticalEpsilonJob';
import { experimentFromOptions, type ExperimentOptions } from '../engine/experiment/experimentOptions';
import { labelSafetyNotes } from '../engine/separation/labelSafetyNotes';
import { datasetNameSchema } from '../protocol/experiment';
import { criticalEpsilonTable } from './format/criticalEpsilonTable';
import { interruptible } from './interrupt';
import { ProgressLine } from './progressLine';

interface CriticalEpsilonOptions extends ExperimentOptions {
  readonly format: 'table' | 'json';
  readonly out?: string;
  readonly verbose?: boolean;
}

const notes = `
Each image is corrupted along one random direction a norm, the one that an evaluation with that seed draws. Its critical epsilon is
the first at which its prediction flips, along the suite's epsilons and then by bisection. Flips are not monotone: beyond it a
prediction may be right again. Images are clipped. Images that are wrong without corruption are kept apart. The same command goes
on where it stopped, and returns what was found before.`;

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
    .option('--out <folder>', 'folder of the result (default: one below .lp-robustness/critical-epsilons)')
    .addOption(new Option('--format <name>', 'form of the result on stdout').choices(['table', 'json']).default('table'))
    .addHelpText('after', notes)
    .action(async (_: unknown, command: Command) => {
      const { format, out, verbose, ...experimentOptions } = command.optsWithGlobals<CriticalEpsilonOptions>();
      const experiment = await experimentFromOptions(experimentOptions, process.cwd());
      const progress = new ProgressLine();
      const log = (line: string): void => {
        progress.clear();
        process.stderr.write(`${line}\n`);
      };
      try {
        const { report, folder, reused } = await interruptible((signal) =>
          criticalEpsilonJob(experiment, {
            folder: path.resolve('.lp-robustness', 'critical-epsilons'),
            signal,
            onProgress: (state) => progress.show(state),
            ...(out === undefined ? {} : { out }),
            ...(verbose === true ? { onLog: log } : {}),
          }),
        );
        progress.clear();
        process.stdout.write(format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : criticalEpsilonTable(report));
        const cells = report.curves.flatMap(({ norm, distribution }) => distribution.map(({ epsilon }) => ({ norm, epsilon })));
        for (const note of await labelSafetyNotes(path.resolve('.lp-robustness', 'separations'), { data: report.data, cells })) log(note);
        log(`${reused ? 'This was found before; it is' : 'The result is'} in ${path.relative('', folder) || folder}`);
      } finally {
        progress.clear();
      }
    });
}
