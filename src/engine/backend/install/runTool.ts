import { execFile, spawn } from 'node:child_process';
import path from 'node:path';
import { backendErrors, hostErrors } from '../../../protocol/errors';
import type { Tool } from './toolchain';

export interface ToolRun {
  /** What it is to do, as in "npm failed to <task>". */
  readonly task: string;
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

const keptOutput = 64 * 1024;
const graceToEnd = 3000;

/**
 * Runs a tool to its end. A cancellation ends it together with the processes that it started, and awaits that.
 * @throws LPR-414 with the line of its output that says most; LPR-601 when aborted.
 */
export async function runTool(tool: Tool, parameters: readonly string[], { task, folder, environment, signal }: ToolRun): Promise<void> {
  // A group of its own on POSIX, so that compilers' and npm's children can be ended with it.
  const child = spawn(tool.command, [...tool.leading, ...parameters], {
    cwd: folder,
    env: { ...process.env, ...tool.environment, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => (output = (output + text).slice(-keptOutput)));
  }
  let force: NodeJS.Timeout | undefined;
  const stop = (): void => {
    endGroup(child.pid, 'SIGTERM');
    force = setTimeout(() => endGroup(child.pid, 'SIGKILL'), graceToEnd);
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const ending = await new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', (code, ended) => resolve(ended === null ? (code === 0 ? '' : `exit code ${code ?? 'unknown'}`) : `ended by ${ended}`));
    });
    if (signal.aborted) throw hostErrors.cancelled({});
    if (ending !== '') throw backendErrors.toolFailed({ tool: tool.name, task, reason: tellingLine(output, ending) });
  } finally {
    clearTimeout(force);
    signal.removeEventListener('abort', stop);
  }
}

/** Ends a process that {@link runTool} started, with those it started itself. */
function endGroup(pid: number | undefined, how: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    const taskkill = path.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe');
    execFile(taskkill, ['/pid', String(pid), '/T', '/F'], () => undefined);
    return;
  }
  try {
    process.kill(-pid, how);
  } catch {
    // It has ended meanwhile.
  }
}

/** Tools put the cause first and the advice last, npm with a code and then its meaning: the first two lines of error. */
function tellingLine(output: string, ending: string): string {
  const lines = output.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const errors = lines.filter((line) => /\berror\b/i.test(line) && !/^npm warn/i.test(line)).map((line) => line.replace(/^npm error /, ''));
  const telling = errors.length > 0 ? errors.slice(0, 2).join('; ') : lines.at(-1);
  return (telling === undefined ? ending : `${ending}: ${telling}`).slice(0, 400).replace(/\.$/, '');
}
