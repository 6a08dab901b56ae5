import { Option, type Command } from 'commander';
import path from 'node:path';
import { readTransfer } from '../engine/transfer/transferFile';
import { transferJob } from '../engine/transfer/transferJob';
import { planOf, planTransfer } from '../engine/transfer/transferPlan';
import type { TransferPlan } from '../protocol/transfer';
import { transferFolder } from '../protocol/transferNames';
import { formatTable } from './format/table';
import { formatTransfer, transferFormats, type TransferFormat } from './format/formatTransfer';
import { interruptible } from './interrupt';
import { readSeconds } from './optionValues';
import { ProgressLine } from './progressLine';

interface TransferOptions {
  readonly out?: string;
  readonly plan?: boolean;
  readonly checkpointEvery: number;
  readonly format: TransferFormat;
  readonly verbose?: boolean;
}

const examples = `
Examples:
  lp-robustness transfer mnist.lptransfer.json
  lp-robustness transfer mnist.lptransfer.json --plan
  lp-robustness transfer mnist.lptransfer.json --format latex > table.tex

A transfer file: {"data": "cifar10", "training": {"architecture": "resnet-8", "epochs": 7},
"strategies": [{"name": "standard"}, {"name": "C2", "augmentation": {"noise": "c2"}, "seeds": [1, 2, 3]}]}
The same command goes on where it stopped. Models that train or evaluate have made with the same settings are taken as they are.
Exit codes: 0 done, 2 could not run, 130 cancelled.`;

/** Adds `transfer`: trains and tests models that differ in what they were trained on, and prints the table of transfer. */
export function registerTransfer(program: Command): void {
  program
    .command('transfer')
    .description('measure whether robustness against one norm transfers to others and to the common corruptions')
    .argument('<spec>', 'transfer file (*.lptransfer.json)')
    .option('--out <folder>', 'folder of the report (default: one below .lp-robustness/transfers)')
    .option('--plan', 'say which models are trained already and which are missing, and do nothing')
    .option('--checkpoint-every <seconds>', 'save a checkpoint of each training this often within an epoch', (text) => readSeconds('--checkpoint-every', text), 60)
    .addOption(new Option('--format <name>', 'form of the table on stdout').choices(transferFormats).default('table'))
    .addHelpText('after', examples)
    .action(async (spec: string, _: unknown, command: Command) => {
      const { out, plan, format, verbose, checkpointEvery } = command.optsWithGlobals<TransferOptions>();
      const transfer = await readTransfer(spec);
      const folder = path.resolve('.lp-robustness');
      const progress = new ProgressLine();
      const log = (line: string): void => {
        progress.clear();
        process.stderr.write(`${line}\n`);
      };
      try {
        await interruptible(async (signal) => {
          const shared = { signal, onProgress: (state: Parameters<ProgressLine['show']>[0]) => progress.show(state), onLog: verbose === true ? log : () => undefined };
          if (plan === true) {
            const planned = await planTransfer(transfer, { trainingsFolder: path.join(folder, 'trainings'), ...shared });
            progress.clear();
            process.stdout.write(planText(planOf(transfer, planned), format));
            return;
          }
          const result = await transferJob(transfer, {
            folder,
            ...shared,
            out: out ?? transferFolder(folder, path.resolve(spec)),
            checkpointEvery,
            onModel: ({ strategy, model }, state) => {
              if (state.phase === 'failed') log(`${nameOf(strategy, model)} is left out. ${state.code}: ${state.happened}`);
            },
          });
          progress.clear();
          process.stdout.write(formatTransfer(result.report, format));
          log(`The report is in ${path.relative('', result.folder) || result.folder}`);
        });
      } finally {
        progress.clear();
      }

      function nameOf(strategy: number, model: number): string {
        const { name = '', sources = [] } = transfer.strategies[strategy] ?? {};
        const source = sources[model];
        return source?.kind === 'training' && sources.length > 1 ? `${name}, seed ${source.seed},` : name;
      }
    });
}

const states: Readonly<Record<TransferPlan['models'][number]['state'], string>> = { trained: 'trained', begun: 'begun', missing: 'to be trained', exists: 'exists' };

function planText(plan: TransferPlan, format: TransferFormat): string {
  const { models } = plan;
  if (format === 'json') return `${JSON.stringify(plan, null, 2)}\n`;
  return formatTable(
    [{ title: 'Strategy' }, { title: 'Seed', align: 'right' }, { title: 'Model' }, { title: 'Folder' }],
    models.map(({ name, seed, state, training }) => [name, seed === null ? '-' : String(seed), states[state], training === null ? '-' : path.relative('', training)]),
  );
}
