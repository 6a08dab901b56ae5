import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A file of the kernel on a process; empty once it has ended. */
export function fact(id: number, name: 'cmdline' | 'stat'): string {
  try {
    return readFileSync(`/proc/${id}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

/** The processes that run one of the extension's programs as children of another process. */
export function children(parents: readonly number[], program: 'server' | 'compute'): number[] {
  const parentOf = (id: number) => Number(/\) \S (\d+)/.exec(fact(id, 'stat'))?.[1]);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => fact(id, 'cmdline').includes(path.join('dist', `${program}.js`)) && parents.includes(parentOf(id)));
}

/** A little shorter than a test may take, so that a wait in vain says what it was for. */
const patience = 110_000;

export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + patience;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`Waited in vain until ${String(isSo)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The processes that run a program, whoever their parent is. A dead one that nobody has collected does not count. */
export function running(program: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => fact(id, 'cmdline').split('\0').includes(program));
}

/** Sends a signal to those processes that are still there. SIGSTOP holds what a test is to see until it has seen it; SIGCONT lets it go on. */
export function signal(ids: readonly number[], name: NodeJS.Signals): void {
  for (const id of ids) {
    try {
      process.kill(id, name);
    } catch {
      // it has ended
    }
  }
}
