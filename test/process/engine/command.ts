import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What a command said, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has said to people so far. */
  readonly said: () => string;
}

/** Starts the built command line in a folder. */
export function startCommand(cli: string, cwd: string, args: readonly string[]): Started {
  const child = spawn(process.execPath, [cli, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr })), said: () => stderr };
}
