import { Option, type Command } from 'commander';
import { writeFileAtomically } from '../engine/run/writeFileAtomically';
import { corruptionJob, type CorruptionPart, type CorruptionPlan, type CorruptionQuestion, type CorruptionTarget } from '../engine/corruption/corruptionJob';
import { commonCorruptionNameSchema, severitySchema } from '../protocol/commonCorruption';
import { experimentErrors, hostErrors } from '../protocol/errors';
import { datasetNameSchema } from '../protocol/experiment';
import { maximumSeed } from '../protocol/norm';
import { CorruptedFolder } from './corruptedFolder';
import { CorruptedNpy } from '../engine/corruption/corruptedNpy';
import { interruptible } from './interrupt';
import { labelsNpy } from '../engine/npyFile';
import { ProgressLine } from './progressLine';

/** Options as commander hands them over: text, checked here. */
interface CorruptOptions {
  readonly data: string;
  readonly corruption: string;
  readonly severity: string;
  readonly seed: string;
  readonly out: string;
  readonly split: string;
  readonly limit?: string;
  readonly labels?: string;
}

const notes = `
Corruptions: ${commonCorruptionNameSchema.options.join(', ')}.
They have the parameters published for images of 32, 64 and 224 pixels; other sizes take those nearest in ratio. Frost
mixes in textures that the program makes itself; the benchmark's photographs are not part of it.

Examples:
  lp-robustness corrupt --data cifar10 --corruption fog --severity 3 --seed 1 --out fog3.npy --labels labels.npy
  lp-robustness corrupt --data pictures --corruption jpeg_compression --severity 5 --out corrupted/jpeg5`;

/** Adds `corrupt`: images under a common corruption, into a NumPy file or a folder of pictures. */
export function registerCorrupt(program: Command): void {
  program
    .command('corrupt')
    .description('write images under one of the 19 common corruptions of ImageNet-C and CIFAR-10-C')
    .requiredOption('--data <source>', `dataset (${datasetNameSchema.options.join(', ')}), or a path: image folder, IDX or CIFAR binary files`)
    .requiredOption('--corruption <name>', 'the corruption, by the name it has in the benchmark')
    .requiredOption('--severity <level>', '1 to 5')
    .option('--seed <k>', 'seed, a whole number', '1')
    .requiredOption('--out <place>', 'a file *.npy: uint8, images x height x width x channels; or a folder, for PNG pictures in class folders')
    .addOption(new Option('--split <name>', 'test or train').default('test'))
    .option('--limit <n>', 'a seeded sample of this many images, the one that evaluate takes, in the order of the split (default: all)')
    .option('--labels <file>', 'also write the class of each image to a NumPy file; evaluate looks for labels.npy beside the images')
    .addHelpText('after', notes)
    .action(async (options: CorruptOptions) => {
      const plan = await interruptible((signal) => corrupt(options, signal));
      process.stdout.write(`Wrote ${plan.images.length} images to ${options.out}\n`);
    });
}

/** @throws LprError for options out of range, data that cannot be read, a place that cannot be written, or an interruption */
async function corrupt(options: CorruptOptions, signal: AbortSignal): Promise<CorruptionPlan> {
  const { question, ...part } = readQuestion(options);
  const place: CorruptedNpy | CorruptedFolder = /\.npy$/i.test(options.out) ? new CorruptedNpy(options.out) : new CorruptedFolder(options.out);
  const target: CorruptionTarget = {
    begin: (plan, rows) => place.begin(plan, rows),
    store: (row, image) => place.store(row, image),
    finish: async (plan) => {
      if (options.labels !== undefined) await writeFileAtomically(options.labels, labelsNpy(plan.labels));
      await place.finish();
    },
  };
  const progress = new ProgressLine();
  try {
    return await corruptionJob(question, [{ ...part, target }], { signal, onProgress: (state) => progress.show(state) });
  } catch (error) {
    await place.discard();
    throw signal.aborted ? hostErrors.cancelled({}, error) : error;
  } finally {
    progress.clear();
  }
}

function readQuestion({ data, corruption, severity, seed, split, limit }: CorruptOptions): Pick<CorruptionPart, 'name' | 'severities'> & { readonly question: CorruptionQuestion } {
  const name = commonCorruptionNameSchema.safeParse(corruption);
  if (!name.success) throw invalid('--corruption', corruption, `one of ${commonCorruptionNameSchema.options.join(', ')}`);
  const level = severitySchema.safeParse(/^\d$/.test(severity) ? Number(severity) : NaN);
  if (!level.success) throw invalid('--severity', severity, 'a whole number from 1 to 5');
  if (split !== 'test' && split !== 'train') throw invalid('--split', split, 'test or train');
  return {
    name: name.data,
    severities: [level.data],
    question: { data, split, seed: readWhole('--seed', seed, 0, maximumSeed), ...(limit === undefined ? {} : { limit: readWhole('--limit', limit, 1, 2 ** 32 - 1) }) },
  };
}

function readWhole(option: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= least && value <= most)) throw invalid(option, text, `a whole number from ${least} to ${most}`);
  return value;
}

const invalid = (option: string, value: string, expected: string): Error => experimentErrors.invalidOption({ option, value, expected });
