import { Option, type Command } from 'commander';
import path from 'node:path';
import { evaluationJob } from '../engine/evaluationJob';
import { repeatedExperiment } from '../engine/run/repeatedExperiment';
import { evaluateInTerminal } from './evaluateInTerminal';
import { formatReport, reportFormats, type ReportFormat } from './format/formatReport';
import { interruptible } from './interrupt';

interface ResumeOptions {
  readonly format: ReportFormat;
  readonly background?: boolean;
  readonly verbose?: boolean;
}

/** Adds `resume`: goes on with the run in a folder, as it was asked for. */
export function registerResume(program: Command): void {
  program
    .command('resume')
    .description('go on with an unfinished run, as it was asked for')
    .argument('<run>', 'folder of the run')
    .addOption(new Option('--format <name>', 'form of the result on stdout').choices(reportFormats).default('table'))
    // How the editor lets a run go on by itself: nobody reads what is written, and no terminal's end is its end.
    .addOption(new Option('--background').hideHelp())
    .action(async (run: string, _: unknown, command: Command) => {
      const { format, background, verbose } = command.optsWithGlobals<ResumeOptions>();
      const folder = path.resolve(run);
      const experiment = await repeatedExperiment(folder);
      if (background === true) {
        process.on('SIGHUP', () => undefined);
        await interruptible((signal) => evaluationJob(experiment, { runsFolder: path.dirname(folder), out: folder, writer: 'background', signal }));
        return;
      }
      await evaluateInTerminal(
        (job) => evaluationJob(experiment, job),
        { out: folder, fresh: false, verbose: verbose === true },
        ({ report }) => process.stdout.write(formatReport(report, format)),
      );
    });
}
