import { Argument, Option, type Command } from 'commander';
import { examineBackends } from '../engine/backend/doctor';
import { installBackend, removeBackend, type InstallProgress } from '../engine/backend/install/installBackend';
import { cachedProbe } from '../engine/backend/probeCache';
import { backendNameSchema, type BackendName } from '../protocol/experiment';
import type { RunProgress } from '../protocol/run';
import { backendAdvice, backendColumns, backendRows } from './format/backendTable';
import { formatTable } from './format/table';
import { interruptible } from './interrupt';
import { ProgressLine } from './progressLine';

const notes = `
Backends are installed into a cache folder of the user's own (LP_ROBUSTNESS_CACHE names another), by npm and pip with
their settings. An installation counts only after it has been loaded and has computed in a process of its own.`;

/** Adds `backends`, which lists them, with `backends install` and `backends remove`. */
export function registerBackends(program: Command): void {
  const backends = program
    .command('backends')
    .description('list, install and remove what computes: TensorFlow on GPU or processor, WebGPU, WebAssembly')
    .addHelpText('after', notes);
  backends
    .command('list', { isDefault: true })
    .description('show every backend, best first, and which one auto takes')
    .addOption(new Option('--format <name>', 'form of the result on stdout').choices(['table', 'json']).default('table'))
    .action(async ({ format }: { readonly format: 'table' | 'json' }) => {
      const findings = await interruptible((signal) => examineBackends(cachedProbe(), signal));
      const table = (): string => [formatTable(backendColumns, backendRows(findings)), backendAdvice(findings)].join('\n');
      process.stdout.write(format === 'json' ? `${JSON.stringify({ backends: findings }, null, 2)}\n` : table());
    });
  backends
    .command('install')
    .description('fetch, build and check a backend')
    .addArgument(nameArgument())
    .action(install);
  backends
    .command('remove')
    .description('remove an installed backend')
    .addArgument(nameArgument())
    .action(async (name: BackendName) => {
      const wasThere = await removeBackend(name);
      process.stdout.write(wasThere ? `${name} is removed.\n` : `${name} was not installed.\n`);
    });
}

async function install(name: BackendName): Promise<void> {
  const progress = new ProgressLine();
  try {
    const { folder, description } = await interruptible((signal) =>
      installBackend(name, { signal, onProgress: (state) => progress.show(asRunProgress(state)) }),
    );
    progress.clear();
    const versions = Object.entries(description.versions).map(([part, version]) => `${part} ${version}`);
    process.stdout.write(`${name} works: ${description.device} (${versions.join(', ')}), in ${folder}\n`);
  } finally {
    progress.clear();
  }
}

function asRunProgress({ step, steps, message, doneBytes, totalBytes }: InstallProgress): RunProgress {
  const title = `[${step}/${steps}] ${message}`;
  if (doneBytes === undefined) return { phase: 'starting', message: title };
  return { phase: 'fetching', message: title, doneBytes, ...(totalBytes === undefined ? {} : { totalBytes }) };
}

function nameArgument(): Argument {
  return new Argument('<name>', 'the backend').choices(backendNameSchema.options);
}
