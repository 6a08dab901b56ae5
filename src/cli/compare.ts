import { Option, type Command } from 'commander';
import { readComparedRuns } from '../engine/compare/comparedRuns';
import { compareRuns } from '../engine/compare/compareRuns';
import { comparisonCsv, comparisonJson, comparisonMarkdown } from '../protocol/reportText/comparisonFiles';
import { comparisonTable } from './format/comparisonTable';
import { interruptible } from './interrupt';

const formats = { table: comparisonTable, json: comparisonJson, csv: comparisonCsv, markdown: comparisonMarkdown } as const;

interface CompareOptions {
  readonly format: keyof typeof formats;
}

const notes = `
The runs must be about the same split of the same data; models are compared on the images that all runs evaluated, and in
the corruptions that all of them have. Differences are against the first run.

Example:
  lp-robustness compare .lp-robustness/runs/mnist-standard-mnist-paper-1a2b3c4d .lp-robustness/runs/mnist-lp-mnist-paper-5e6f7a8b`;

/** Adds `compare`: how the errors of finished runs differ, image by image. */
export function registerCompare(program: Command): void {
  program
    .command('compare')
    .description('compare finished runs image by image: differences with intervals, and which are significant')
    .argument('<runs...>', 'two or more run folders; the first is what the others are compared with')
    .addOption(new Option('--format <name>', 'form of the comparison on stdout').choices(Object.keys(formats)).default('table'))
    .addHelpText('after', notes)
    .action(async (folders: string[], { format }: CompareOptions, command: Command) => {
      if (folders.length < 2) command.error('two run folders are needed');
      const comparison = await interruptible(async (signal) => compareRuns(await readComparedRuns(folders, signal), signal));
      process.stdout.write(formats[format](comparison));
    });
}
