import { Option, type Command } from 'commander';
import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { RunDetails } from '../engine/report/details/runDetails';
import { loadExport } from '../engine/report/loadExport';
import { readRunReport } from '../engine/report/readRunReport';
import { hostErrors } from '../protocol/errors';
import { exportFormatSchema } from '../protocol/reportDetails';
import { reportTable } from './format/reportTable';
import { interruptible } from './interrupt';

const formats = ['table', ...exportFormatSchema.options] as const;

interface ReportOptions {
  readonly format: (typeof formats)[number];
  readonly out?: string;
}

const examples = `
Examples:
  lp-robustness report .lp-robustness/runs/net-mnist-paper-1a2b3c4d
  lp-robustness report runs/net --format html --out net.html
  lp-robustness report runs/net/report.json --format latex`;

/** Adds `report`: a finished run's report in any of its forms, the same texts that the editor exports. */
export function registerReport(program: Command): void {
  program
    .command('report')
    .description('write the report of a finished run: as a table, for programmes, for documents, as a figure or a page')
    .argument('<run>', 'folder of a finished run, or its report.json')
    .addOption(new Option('--format <name>', 'form of the report; html is one self-contained page').choices(formats).default('table'))
    .option('--out <file>', 'file to write (default: stdout)')
    .addHelpText('after', examples)
    .action(async (run: string, { format, out }: ReportOptions) => {
      const text = await interruptible(async (signal) => {
        const folder = await folderOf(run);
        const { report } = await readRunReport(folder);
        if (format === 'table') return reportTable(report);
        const { exportReport } = await loadExport();
        return exportReport(new RunDetails(folder, report), { view: 'report' }, format, signal);
      });
      if (out === undefined) process.stdout.write(text);
      else await write(out, text);
    });
}

/** @throws LPR-616 where there is no run */
async function folderOf(run: string): Promise<string> {
  const folder = path.basename(run) === 'report.json' ? path.dirname(run) : run;
  const found = await stat(path.join(folder, 'report.json')).catch(() => undefined);
  if (found?.isFile() !== true) throw hostErrors.noSuchRun({ run });
  return folder;
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw hostErrors.fileNotWritten({ file, reason: error instanceof Error ? error.message : String(error) }, error);
  }
}
