import { Option, type Command } from 'commander';
import { examineMachine, type DoctorReport } from '../engine/backend/doctor';
import { backendRows, backendColumns, backendAdvice } from './format/backendTable';
import { formatTable } from './format/table';
import { interruptible } from './interrupt';

/** Adds `doctor`: what this machine has, which backends work, why the others do not, and what to do about them. */
export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('show which backends work on this machine, which do not, why, and what to do')
    .addOption(new Option('--format <name>', 'form of the result on stdout').choices(['table', 'json']).default('table'))
    .action(async ({ format }: { readonly format: 'table' | 'json' }) => {
      const report = await interruptible(examineMachine);
      process.stdout.write(format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : describe(report));
    });
}

function describe({ node, machine, cache, tools, backends }: DoctorReport): string {
  const presence = (isThere: boolean): string => (isThere ? 'found' : 'not found');
  const surroundings = formatTable(
    [{ title: 'This machine' }, { title: '' }],
    [
      [node.host, node.version],
      ['System', machine.platform],
      ['Cores', String(machine.cores)],
      ['Memory', gigabytes(machine.memoryBytes)],
      ['Cache folder', cache.folder],
      ['', cache.isWritable ? `${gigabytes(cache.freeBytes ?? 0)} free` : 'cannot be written; name another in LP_ROBUSTNESS_CACHE'],
      ['npm', `${presence(tools.npm)}; fetches backends`],
      ['pip', `${presence(tools.pip)}; fetches libtensorflow`],
      ['C++ compiler', `${presence(tools.compiler)}; builds the addon of tfjs-node`],
    ],
  );
  return [surroundings, formatTable(backendColumns, backendRows(backends)), backendAdvice(backends)].join('\n');
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
