import { Option, type Command } from 'commander';
import path from 'node:path';
import { readCheck } from '../engine/check/checkFile';
import { checkJob } from '../engine/check/checkJob';
import { overallVerdict } from '../engine/check/judge';
import { withOptions, type ExperimentOptions } from '../engine/experiment/experimentOptions';
import { writeFileAtomically } from '../engine/run/writeFileAtomically';
import { evaluateInTerminal } from './evaluateInTerminal';
import { exitCodes } from './failure';
import { checkJson } from './format/checkJson';
import { checkJunit } from './format/checkJunit';
import { checkMarkdown } from './format/checkMarkdown';
import { checkSarif } from './format/checkSarif';
import { checkTable } from './format/checkTable';
import type { CheckedFile } from './format/checkedFile';

const formats = { table: checkTable, json: checkJson } as const;
const files = { junit: checkJunit, sarif: checkSarif, markdown: checkMarkdown } as const;

interface CheckOptions extends ExperimentOptions, Partial<Record<keyof typeof files, string>> {
  readonly out?: string;
  readonly fresh?: boolean;
  readonly format: keyof typeof formats;
  readonly verbose?: boolean;
}

const examples = `
Examples:
  lp-robustness check mnist.lprobust.json
  lp-robustness check mnist.lprobust.json --junit check.xml --sarif check.sarif --markdown check.md

A threshold is held when its figure's whole 95 % interval is at most the maximum, failed when the whole interval is above,
else undecided: the sample cannot give a verdict. A run that has finished is judged without being evaluated again.
Exit codes: 0 all held, 1 some failed or undecided, 2 could not run, 130 cancelled.`;

/** Adds `check`: whether a model keeps to the thresholds of an experiment file. */
export function registerCheck(program: Command): void {
  program
    .command('check')
    .description('evaluate an experiment file and judge its thresholds')
    .argument('<spec>', 'experiment file (*.lprobust.json) with thresholds; options given beside it win over what it says')
    .option('--junit <file>', 'write the verdicts as JUnit XML')
    .option('--sarif <file>', 'write what is not held as SARIF 2.1.0')
    .option('--markdown <file>', 'write the verdicts as Markdown')
    .option('--model <path>', 'another model than the file names')
    .option('--data <source>', 'other data than the file names')
    .option('--split <name>', 'test or train')
    .option('--limit <count>', 'evaluate a seeded sample of this many images')
    .option('--seed <number>', 'seed of every random choice')
    .option('--draws <count>', 'random draws per image and corruption')
    .option('--backend <name>', 'auto, tfjs-node-gpu, tfjs-node, webgpu or wasm')
    .option('--workers <count>', 'compute processes')
    .option('--out <folder>', 'folder of the run (default: one below .lp-robustness/runs)')
    .option('--fresh', 'start anew even if the same question has a run already')
    .addOption(new Option('--format <name>', 'form of the verdicts on stdout').choices(Object.keys(formats)).default('table'))
    .addHelpText('after', examples)
    .action(async (spec: string, _: unknown, command: Command) => {
      const { junit, sarif, markdown, out, fresh, format, verbose, ...options } = command.optsWithGlobals<CheckOptions>();
      const place = { fresh: fresh === true, verbose: verbose === true, ...(out === undefined ? {} : { out }) };
      const verdict = await check(spec, options, place, format, { junit, sarif, markdown });
      if (verdict !== 'held') process.exitCode = exitCodes.notHeld;
    });
}

async function check(
  spec: string,
  options: ExperimentOptions,
  place: { readonly fresh: boolean; readonly verbose: boolean; readonly out?: string },
  format: keyof typeof formats,
  wanted: Readonly<Record<keyof typeof files, string | undefined>>,
): Promise<ReturnType<typeof overallVerdict>> {
  const read = await readCheck(spec);
  const asked = { ...read, experiment: await withOptions(read.experiment, options, process.cwd()) };
  const nameOf = (file: string): string => path.relative('', file).split(path.sep).join('/');
  const checked = ({ report, judgements }: Pick<CheckedFile, 'report' | 'judgements'>): CheckedFile => ({ name: nameOf(read.file), places: read.places, report, judgements });
  const result = await evaluateInTerminal(
    (job) => checkJob(asked, job),
    place,
    (found) => process.stdout.write(formats[format](checked(found))),
  );
  for (const kind of ['junit', 'sarif', 'markdown'] as const) {
    const file = wanted[kind];
    if (file !== undefined) await writeFileAtomically(path.resolve(file), files[kind](checked(result)));
  }
  return overallVerdict(result.judgements);
}
