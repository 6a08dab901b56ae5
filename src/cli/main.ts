import { Command, CommanderError } from 'commander';
import { version } from '../../package.json';
import { hostErrors } from '../protocol/errors';
import { registerBackends } from './backends';
import { registerCheck } from './check';
import { registerCompare } from './compare';
import { registerCriticalEpsilon } from './criticalEpsilon';
import { registerCorrupt } from './corrupt';
import { registerDatasets } from './datasets';
import { registerDoctor } from './doctor';
import { registerEvaluate } from './evaluate';
import { exitCodes, reportFailure } from './failure';
import { registerOverlap } from './overlap';
import { registerPreview } from './preview';
import { registerReport } from './report';
import { registerResume } from './resume';
import { registerSample } from './sample';
import { registerSeparation } from './separation';
import { registerTrain } from './train';
import { registerTransfer } from './transfer';
import { registerMinimumSeparation } from './minimumSeparation';

const examples = `
Examples:
  lp-robustness evaluate --model net/model.json --data mnist --suite quick
  lp-robustness sample --norm 2 --epsilon 1 --dimensions 3072 --count 1000 --sampling ball --seed 1 --out noise.npy
  lp-robustness doctor

Every error has a code, such as LPR-203, and says what to do.
Exit codes: 0 done, 1 a check found something not held, 2 could not run, 130 cancelled.`;

/** In the order in which the help shows them. */
const commands = [
  registerEvaluate,
  registerResume,
  registerReport,
  registerCheck,
  registerCompare,
  registerTrain,
  registerTransfer,
  registerSample,
  registerCorrupt,
  registerSeparation,
  registerMinimumSeparation,
  registerOverlap,
  registerCriticalEpsilon,
  registerPreview,
  registerDatasets,
  registerDoctor,
  registerBackends,
];

function programme(): Command {
  const program = new Command('lp-robustness')
    .description('Evaluates image classifiers under random corruptions from Lp norm balls.')
    .version(version)
    .option('--verbose', 'say more on stderr, and where an error happened')
    .addHelpText('after', examples);
  for (const register of commands) register(program);
  for (const command of everyCommand(program)) {
    // Commander's own complaints are reported like every other failure, with a code.
    command.exitOverride().configureOutput({ outputError: () => undefined });
  }
  return program;
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

async function main(): Promise<number> {
  const program = programme();
  try {
    await program.parseAsync();
    // A check that ran and found something not held says so by the exit code alone.
    return process.exitCode === exitCodes.notHeld ? exitCodes.notHeld : exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and version come as "errors" with exit code 0.
      if (error.exitCode === 0) return exitCodes.done;
      const reason = error.code === 'commander.help' ? 'a command is missing' : error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ').replace(/\.$/, '');
      return reportFailure(hostErrors.commandLine({ reason }), false);
    }
    return reportFailure(error, program.opts<{ verbose?: boolean }>().verbose === true);
  }
}

// A reader that has seen enough, such as head, closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

void main().then((code) => {
  process.exitCode = code;
});
