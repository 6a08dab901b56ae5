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

export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 50)); // mocha ends a wait in vain
}
