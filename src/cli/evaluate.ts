import { Option, type Command } from 'commander';
import path from 'node:path';
import { evaluationJob } from '../engine/evaluationJob';
import { readExperiment } from '../engine/experiment/experimentFile';
import { experimentFromOptions, withOptions, type ExperimentOptions } from '../engine/experiment/experimentOptions';
import { labelSafetyNotes } from '../engine/separation/labelSafetyNotes';
import { datasetNameSchema } from '../protocol/experiment';
import type { Experiment } from '../protocol/run';
import { suiteNames } from '../robustness/suite/suite';
import { evaluateInTerminal } from './evaluateInTerminal';
import { formatReport, reportFormats, type ReportFormat } from './format/formatReport';

interface EvaluateOptions extends ExperimentOptions {
  readonly out?: string;
  readonly fresh?: boolean;
  readonly format: ReportFormat;
  readonly verbose?: boolean;
}

const examples = `
Examples:
  lp-robustness evaluate --model models/net/model.json --data mnist --suite quick --limit 1000
  lp-robustness evaluate experiment.lprobust.json --format json > report.json
  lp-robustness evaluate --model net/model.json --data pictures --resize --out runs/net
  lp-robustness evaluate --suite list

The same command goes on where it stopped, and returns the report of a run that has finished.
Exit codes: 0 done, 2 could not run, 130 cancelled.`;

/** Adds `evaluate`: a model's errors under a suite of random Lp corruptions. */
export function registerEvaluate(program: Command): void {
  program
    .command('evaluate')
    .description('evaluate a model under random Lp-norm corruptions')
    .argument('[spec]', 'experiment file (*.lprobust.json); options given beside it win over what it says')
    .option('--model <path>', 'model.json of a TensorFlow.js layers or graph model')
    .option('--data <source>', `dataset (${datasetNameSchema.options.join(', ')}), or a path: image folder, IDX or CIFAR binary files`)
    .option('--corrupted <folder>', 'stored common corruptions of the data, as CIFAR-10-C or ImageNet-C has them, instead of making them')
    .option('--suite <name>', 'suite by name or file; "list" shows all (default: paper)')
    .option('--imperceptible <whose>', "what iCE is measured on: suite, or workspace for those chosen by looking (default: suite)")
    .option('--split <name>', 'test or train (default: test)')
    .option('--limit <count>', 'evaluate a seeded sample of this many images (default: all)')
    .option('--seed <number>', 'seed of every random choice (default: 1)')
    .option('--draws <count>', 'random draws per image and corruption (default: 1)')
    .option('--resize', "resize images to the model's input")
    .option('--backend <name>', 'auto, tfjs-node-gpu, tfjs-node, webgpu or wasm (default: auto)')
    .option('--workers <count>', 'compute processes (default: one a core, one on a GPU)')
    .option('--out <folder>', 'folder of the run (default: one below .lp-robustness/runs)')
    .option('--fresh', 'start anew even if the same question has a run already')
    .addOption(new Option('--format <name>', 'form of the result on stdout').choices(reportFormats).default('table'))
    .addHelpText('after', examples)
    .action(async (spec: string | undefined, _: unknown, command: Command) => {
      const { out, fresh, format, verbose, ...experimentOptions } = command.optsWithGlobals<EvaluateOptions>();
      if (experimentOptions.suite === 'list') {
        process.stdout.write(suiteList());
        return;
      }
      const experiment = await experimentOf(spec, experimentOptions);
      const place = { fresh: fresh === true, verbose: verbose === true, ...(out === undefined ? {} : { out }) };
      const { report } = await evaluateInTerminal(
        (job) => evaluationJob(experiment, job),
        place,
        ({ report }) => process.stdout.write(formatReport(report, format)),
      );
      for (const note of await labelSafetyNotes(path.resolve('.lp-robustness', 'separations'), report)) process.stderr.write(`${note}\n`);
    });
}

async function experimentOf(spec: string | undefined, options: ExperimentOptions): Promise<Experiment> {
  const folder = process.cwd();
  return spec === undefined ? experimentFromOptions(options, folder) : withOptions(await readExperiment(spec), options, folder);
}

function suiteList(): string {
  const width = Math.max(...suiteNames.map(({ name }) => name.length));
  return suiteNames.map(({ name, description }) => `${name.padEnd(width)}  ${description}\n`).join('');
}
