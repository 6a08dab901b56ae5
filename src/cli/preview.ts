import { Option, type Command } from 'commander';
import { encode } from 'fast-png';
import path from 'node:path';
import { gridGap, previewGrid } from '../engine/preview/previewGrid';
import { selectImages, type PreviewSelection } from '../engine/preview/previewSelection';
import { PreviewSession } from '../engine/preview/previewSession';
import { dataSource } from '../engine/experiment/experimentFrom';
import { labelSafetyNotes } from '../engine/separation/labelSafetyNotes';
import { writeFileAtomically } from '../engine/run/writeFileAtomically';
import { commonCorruptionNameSchema, severitySchema } from '../protocol/commonCorruption';
import { experimentErrors, hostErrors } from '../protocol/errors';
import { backendNameSchema, datasetNameSchema } from '../protocol/experiment';
import { maximumSeed } from '../protocol/norm';
import type { PreviewColumn, PreviewImage, TopClasses } from '../protocol/preview';
import { columnName, previewTable, type PreviewResult } from './format/previewTable';
import { interruptible } from './interrupt';
import { readEpsilon, readNorm, readNumber, readSampling, readWhole } from './optionValues';
import { ProgressLine } from './progressLine';

/** Options as commander hands them over: text, checked here. */
interface PreviewOptions {
  readonly data: string;
  readonly split: 'test' | 'train';
  readonly images?: string;
  readonly count: string;
  readonly norm?: string;
  readonly epsilon?: string;
  readonly sampling: string;
  readonly unit: 'element' | 'pixel';
  readonly corruption?: string;
  readonly severity: string;
  readonly seed: string;
  readonly draw: string;
  readonly model?: string;
  readonly resize?: boolean;
  readonly backend: string;
  readonly difference?: string | true;
  readonly out: string;
  readonly format: 'table' | 'json';
}

const mostImages = 1000;
const mostColumns = 100;
/** Pixels of the whole picture. */
const mostPixels = 1 << 26;
const usualGain = '10';
/** Classes that are told of each image. */
const topClasses = 3;

const notes = `
Each image is a row: first as it is, then under each epsilon, then under each severity. What is drawn is what an evaluation with that
seed draws for that image. Pictures stand as they are, or with --model as it takes them, ${gridGap} pixels apart on white; --format json tells where each one is.

Examples:
  lp-robustness preview --data cifar10 --norm 2 --epsilon 0.5,1,2,4 --out l2.png
  lp-robustness preview --data mnist --images 3,14,15 --norm inf --epsilon 0.1,0.2 --corruption fog --severity 1,3,5 --out digits.png`;

/** Adds `preview`: images under corruptions side by side, as a PNG. */
export function registerPreview(program: Command): void {
  program
    .command('preview')
    .description('write images beside their corruptions to a PNG, to see what an epsilon means')
    .requiredOption('--data <source>', `dataset (${datasetNameSchema.options.join(', ')}), or a path: image folder, IDX or CIFAR binary files`)
    .addOption(new Option('--split <name>', 'the split of the images').choices(['test', 'train']).default('test'))
    .option('--images <list>', 'the images, counted from 0 in the order of the split, such as 0,1,7')
    .option('--count <n>', 'the first images of the split, where none are named', '6')
    .option('--norm <p>', 'the norm: 0, a number from 0.1 to 1000, inf or gaussian')
    .option('--epsilon <list>', 'one or more epsilons of that norm, such as 0.5,1,2')
    .option('--sampling <law>', 'ball or sphere; for 0: uniform values, or 0 and 1; for inf: the cube, or its corners', 'ball')
    .addOption(new Option('--unit <name>', 'what norm 0 replaces').choices(['element', 'pixel']).default('element'))
    .option('--corruption <name>', 'one of the 19 common corruptions')
    .option('--severity <list>', 'its severities, 1 to 5', '1,2,3,4,5')
    .option('--seed <k>', 'seed, a whole number', '1')
    .option('--draw <r>', 'number of the draw, from 0', '0')
    .option('--model <path>', 'model.json of a TensorFlow.js model: its classes before and after, and images as it takes them')
    .option('--resize', "resize images to the model's input")
    .addOption(new Option('--backend <name>', 'what computes the predictions').choices(['auto', ...backendNameSchema.options]).default('auto'))
    .option('--difference [gain]', `show what changed instead, amplified (default: ${usualGain} times)`)
    .requiredOption('--out <file>', 'the .png file to write')
    .addOption(new Option('--format <name>', 'form of what is told on stdout').choices(['table', 'json']).default('table'))
    .addHelpText('after', notes)
    .action(async (options: PreviewOptions) => {
      const columns = readColumns(options);
      const gain = readGain(options.difference);
      const { images, classNames, predictions } = await interruptible((signal) => readImages(options, columns, signal));
      checkSize(images, columns, options);
      const grid = previewGrid(images, columns, gain);
      await writeFileAtomically(options.out, encode({ width: grid.width, height: grid.height, data: grid.data, channels: 3, depth: 8 }));
      const result = { images, classNames, predictions, columns, grid };
      process.stdout.write(options.format === 'json' ? `${JSON.stringify(jsonOf(options, result), null, 2)}\n` : `${previewTable(result)}Wrote ${options.out}\n`);
      const cells = columns.flatMap(({ corruption }) => (corruption?.kind === 'noise' ? [{ norm: corruption.law.norm, epsilon: corruption.epsilon }] : []));
      const data = { source: await dataSource(options.data, process.cwd()) };
      for (const note of await labelSafetyNotes(path.resolve('.lp-robustness', 'separations'), { data, cells })) process.stderr.write(`${note}\n`);
    });
}

/** @throws LprError for options out of range; LPR-610 where no corruption is asked for */
function readColumns({ norm, epsilon, sampling, unit, corruption, severity, seed, draw }: PreviewOptions): PreviewColumn[] {
  const address = { seed: readWhole('--seed', seed, 0, maximumSeed), draw: readWhole('--draw', draw, 0, Number.MAX_SAFE_INTEGER) };
  const columns: PreviewColumn[] = [{ corruption: null, ...address }];
  if ((norm === undefined) !== (epsilon === undefined)) throw hostErrors.commandLine({ reason: '--norm and --epsilon belong together' });
  if (norm !== undefined && epsilon !== undefined) {
    const law = { norm: readNorm(norm), sampling: readSampling(sampling), unit };
    for (const text of epsilon.split(',')) columns.push({ corruption: { kind: 'noise', law, epsilon: readEpsilon('--epsilon', text.trim(), law.norm) }, ...address });
  }
  if (corruption !== undefined) {
    const name = commonCorruptionNameSchema.safeParse(corruption);
    if (!name.success) throw invalid('--corruption', corruption, `one of ${commonCorruptionNameSchema.options.join(', ')}`);
    for (const text of severity.split(',')) {
      const level = severitySchema.safeParse(readNumber(text.trim()));
      if (!level.success) throw invalid('--severity', text, 'whole numbers from 1 to 5');
      columns.push({ corruption: { kind: 'common', name: name.data, severity: level.data }, ...address });
    }
  }
  if (columns.length === 1) throw hostErrors.commandLine({ reason: 'a preview needs --norm with --epsilon, or --corruption' });
  if (columns.length > mostColumns) throw invalid('--epsilon', `${columns.length - 1} values`, `at most ${mostColumns - 1} corruptions in all`);
  return columns;
}

function readGain(difference: string | true | undefined): number | null {
  if (difference === undefined) return null;
  const gain = readNumber(difference === true ? usualGain : difference);
  if (!(gain > 0 && gain <= 1e6)) throw invalid('--difference', String(difference), 'a number above 0, at most 1000000');
  return gain;
}

function readSelection({ images, count }: PreviewOptions): PreviewSelection {
  if (images === undefined) return { kind: 'page', shuffle: null, label: null, first: 0, count: readWhole('--count', count, 1, mostImages) };
  const indices = images.split(',').map((text) => readWhole('--images', text.trim(), 0, 2 ** 32 - 1));
  if (indices.length > mostImages) throw invalid('--images', `${indices.length} images`, `at most ${mostImages}`);
  return { kind: 'indices', images: indices };
}

/** What was read, and what the model makes of it under each column; no predictions without a model. */
async function readImages(
  options: PreviewOptions,
  columns: readonly PreviewColumn[],
  signal: AbortSignal,
): Promise<{ images: PreviewImage[]; classNames: readonly string[] | undefined; predictions: TopClasses[][] }> {
  const selection = readSelection(options);
  const { split, model, resize = false } = options;
  if (resize && model === undefined) throw hostErrors.commandLine({ reason: "--resize fits images to a model's input: it needs --model" });
  const backend = backendNameSchema.safeParse(options.backend).data ?? 'auto';
  const data = await dataSource(options.data, process.cwd());
  const progress = new ProgressLine();
  let session: PreviewSession | undefined;
  try {
    session = await PreviewSession.open({ data, split, model: model === undefined ? null : path.resolve(model), resize, backend }, (state) => progress.show(state), signal);
    const { images } = selectImages(selection, session.opened.labels, { data, split });
    const predictions: TopClasses[][] = [];
    if (model !== undefined) for (const column of columns) predictions.push(await session.predict({ images, column, top: topClasses }, signal));
    return { images: await session.read(images, signal), classNames: session.opened.classNames, predictions };
  } finally {
    await session?.end();
    progress.clear();
  }
}

function checkSize(images: readonly PreviewImage[], columns: readonly PreviewColumn[], { count }: PreviewOptions): void {
  const shapes = images.flatMap((image) => ('shape' in image ? [image.shape] : []));
  const pixels = images.length * columns.length * Math.max(0, ...shapes.map(({ height }) => height)) * Math.max(0, ...shapes.map(({ width }) => width));
  if (pixels > mostPixels) throw invalid('--count', count, `fewer images or corruptions: the picture would have ${pixels} pixels, and ${mostPixels} is the limit`);
}

function jsonOf({ data, split, out, seed, draw, difference }: PreviewOptions, { images, classNames, predictions, columns, grid }: PreviewResult): unknown {
  return {
    file: out,
    width: grid.width,
    height: grid.height,
    data,
    split,
    seed: Number(seed),
    draw: Number(draw),
    difference: readGain(difference),
    columns: columns.map((column) => ({ name: columnName(column), ...(column.corruption ?? { kind: 'original' }) })),
    rows: images.map(({ image, label, ...rest }, row) => ({
      image,
      label,
      ...(classNames?.[label] === undefined ? {} : { class: classNames[label] }),
      ...('shape' in rest ? rest.shape : {}),
      cells: grid.cells[row]?.map((cell, place) => ({ ...cell, ...predictedJson(predictions[place]?.[row], classNames) })),
    })),
  };
}

function predictedJson(found: TopClasses | undefined, classNames: readonly string[] | undefined): { readonly predicted?: readonly object[] } {
  return found ? { predicted: found.classes.map((index, place) => ({ class: classNames?.[index] ?? String(index), confidence: found.confidences[place] })) } : {};
}

const invalid = (option: string, value: string, expected: string): Error => experimentErrors.invalidOption({ option, value, expected });
