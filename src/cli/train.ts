import { Option, type Command } from 'commander';
import path from 'node:path';
import { readTraining } from '../engine/training/trainingFile';
import { trainingJob } from '../engine/training/trainingJob';
import type { EpochRecord, TrainingMoment, TrainingResult } from '../protocol/training';
import { interruptible } from './interrupt';
import { readSeconds, readWhole } from './optionValues';
import { ProgressLine } from './progressLine';

interface TrainOptions {
  readonly out?: string;
  readonly fresh?: boolean;
  readonly checkpointEvery: number;
  readonly threads?: number;
  readonly format: 'table' | 'json';
  readonly verbose?: boolean;
}

const examples = `
Examples:
  lp-robustness train cifar10.lptrain.json
  lp-robustness train cifar10.lptrain.json --format json > epochs.jsonl
  lp-robustness evaluate --model .lp-robustness/trainings/NAME/model/model.json --data cifar10

A training file: {"architecture": "resnet-8", "data": "cifar10", "epochs": 7, "augmentation": {"noise": "c2"}}
The same command goes on where it stopped, and ends with the weights it would have had.
Exit codes: 0 done, 2 could not run, 130 cancelled.`;

/** Adds `train`: trains a model from a training file, with random Lp corruptions where it says so. */
export function registerTrain(program: Command): void {
  program
    .command('train')
    .description('train a model, on random Lp corruptions or other augmentation')
    .argument('<spec>', 'training file (*.lptrain.json)')
    .option('--out <folder>', 'folder of the training (default: one below .lp-robustness/trainings)')
    .option('--fresh', 'start anew even if the same training was begun or finished')
    .option('--threads <count>', 'threads of the arithmetic on tfjs-node (default: all cores); another number is another training', (text) => readWhole('--threads', text, 1, 1024))
    .option('--checkpoint-every <seconds>', 'save a checkpoint this often within an epoch', (text) => readSeconds('--checkpoint-every', text), 60)
    .addOption(new Option('--format <name>', 'what goes to stdout: a table line, or a JSON line, an epoch').choices(['table', 'json']).default('table'))
    .addHelpText('after', examples)
    .action(async (spec: string, _: unknown, command: Command) => {
      const { out, fresh, format, verbose, checkpointEvery, threads } = command.optsWithGlobals<TrainOptions>();
      const training = await readTraining(spec);
      const progress = new ProgressLine();
      const print = (line: string): void => {
        progress.clear();
        process.stdout.write(`${line}\n`);
      };
      const log = (line: string): void => {
        progress.clear();
        process.stderr.write(`${line}\n`);
      };
      if (format === 'table') print(heading);
      try {
        const result = await interruptible((signal) =>
          trainingJob(training, {
            trainingsFolder: path.resolve('.lp-robustness', 'trainings'),
            file: spec,
            signal,
            checkpointEvery,
            fresh: fresh === true,
            ...(out === undefined ? {} : { out }),
            ...(threads === undefined ? {} : { threads }),
            onProgress: (state) => progress.show(state),
            onMoment: (moment) => progress.show({ phase: 'evaluating', activity: { verb: verbOf(moment), unit: 'images' }, done: moment.done, total: moment.total, secondsLeft: moment.secondsLeft }),
            onEpoch: (epoch) => print(format === 'json' ? JSON.stringify({ kind: 'epoch', ...epoch }) : row(epoch)),
            ...(verbose === true ? { onLog: log } : {}),
          }),
        );
        if (format === 'json') print(JSON.stringify({ kind: 'trained', model: result.model, weights: result.report.weights, reused: result.reused }));
        log(conclusion(result));
      } finally {
        progress.clear();
      }
    });
}

const widths = [5, 8, 8, 10, 10, 9, 8] as const;
const heading = line(['Epoch', 'Loss', 'Right', 'Val. loss', 'Val. right', 'Rate', 'Images/s']);

function row({ epoch, loss, accuracy, validationLoss, validationAccuracy, learningRate, imagesPerSecond }: EpochRecord): string {
  return line([
    String(epoch),
    loss.toFixed(4),
    percent(accuracy),
    validationLoss === null ? '-' : validationLoss.toFixed(4),
    validationAccuracy === null ? '-' : percent(validationAccuracy),
    learningRate.toPrecision(3),
    imagesPerSecond.toFixed(0),
  ]);
}

function line(cells: readonly string[]): string {
  return cells.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  ');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function verbOf({ epoch, epochs, loss, imagesPerSecond }: TrainingMoment): string {
  return `Training, epoch ${epoch} of ${epochs}, loss ${loss.toFixed(3)}, ${imagesPerSecond.toFixed(0)} images/s`;
}

function conclusion({ model, reused }: TrainingResult): string {
  const place = path.relative('', model) || model;
  return reused ? `This was trained before; the model is ${place} (--fresh trains anew)` : `The model is ${place}`;
}
