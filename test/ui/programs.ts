import { readdirSync, readFileSync } from 'node:fs';

/** A file of the kernel on a process; empty once it has ended. */
function fact(id: number, name: 'cmdline' | 'stat'): string {
  try {
    return readFileSync(`/proc/${id}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

/** The processes that run one of the extension's programs in a VS Code's profile. A dead one that nobody has collected does not count. */
export function programs(profile: string, program: 'server' | 'compute' | 'cli'): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => {
      const line = fact(id, 'cmdline');
      return line.includes(profile) && line.includes(`dist/${program}.js`);
    });
}

/** Sends a signal to those processes that are still there. */
export function signal(ids: readonly number[], name: NodeJS.Signals): void {
  for (const id of ids) {
    try {
      process.kill(id, name);
    } catch {
      // it has ended
    }
  }
}
