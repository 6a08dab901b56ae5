import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import { promisify } from 'node:util';
import { errorCode } from './diskError';

const execute = promisify(execFile);

/** A process told apart from a later one that got the same id: by when it started. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** As the system prints it; compared for equality only. Null where the system does not tell. */
  readonly started: string | null;
}

export async function ownIdentity(): Promise<ProcessIdentity> {
  return { host: os.hostname(), pid: process.pid, started: await startTimeOf(process.pid) };
}

/** Whether that very process may still be running. A process of another host is taken to run: nothing can be known. */
export async function mayBeRunning(identity: ProcessIdentity): Promise<boolean> {
  if (identity.host !== os.hostname()) return true;
  if (!exists(identity.pid)) return false;
  const started = await startTimeOf(identity.pid);
  return started === null || identity.started === null || identity.started === started;
}

/** Whether there is a process of this id, whichever it is. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is one, and it is somebody else's.
    return errorCode(error) === 'EPERM';
  }
}

/** When a process started; `ended` for one that has; null where the system does not tell. */
async function startTimeOf(pid: number): Promise<string | null> {
  try {
    if (process.platform === 'linux') return await startTimeOnLinux(pid);
    if (process.platform === 'win32') {
      const command = `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`;
      const { stdout } = await execute('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', command], { windowsHide: true });
      return stdout.trim() || null;
    }
    const { stdout } = await execute('ps', ['-o', 'lstart=', '-p', String(pid)], { env: { ...process.env, LC_ALL: 'C' } });
    return stdout.trim() || null;
  } catch {
    return null;
  }
}

/** Clock ticks since boot, and which boot: field 22 of /proc/PID/stat (proc(5)). */
async function startTimeOnLinux(pid: number): Promise<string | null> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH') return null;
    throw error;
  });
  if (stat === null) return 'ended';
  // The second field is the program's name in brackets and may hold anything, so the fields are counted behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  const ticks = fields[19];
  // A zombie has ended; its parent has not collected it yet.
  if (state === 'Z' || state === 'X') return 'ended';
  return ticks === undefined ? null : `${boot.trim()} ${ticks}`;
}
