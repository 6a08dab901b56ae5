import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runErrors } from '../../protocol/errors';
import { readManifest } from '../run/manifest';
import { mayBeRunning } from '../run/processIdentity';
import { RunWriters, type RunWriter } from '../run/runLock';

/** Milliseconds between two looks at whether it has begun. */
const lookEvery = 50;
/** The last line of its output that an error quotes, in characters. */
const quoted = 300;

/** Where a run's process writes what it has to say, if anything. */
const logOf = (folder: string) => path.join(folder, 'background.log');

/**
 * Lets an unfinished run go on in a process of its own, the command line, which nothing here ends: not this process,
 * not its group, not its terminal. The run must not be open here any more.
 *
 * @param program The built command line, dist/cli.js.
 * @returns its process id, at once; the run's lock says when it has begun
 */
export async function detachRun(folder: string, program: string): Promise<number> {
  const log = await open(logOf(folder), 'a');
  try {
    const child = spawn(process.execPath, [program, 'resume', folder, '--background'], {
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log.fd, log.fd],
      // A folder that may be deleted should not be kept busy by it.
      cwd: path.parse(folder).root,
      env: { ...process.env, ...(process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' }) },
    });
    const failure = new Promise<never>((_, reject) => child.once('error', (error) => reject(runErrors.backgroundNotStarted({ folder, reason: error.message }, error))));
    failure.catch(() => undefined);
    if (child.pid === undefined) return await failure;
    child.unref();
    return child.pid;
  } finally {
    await log.close();
  }
}

/**
 * Waits until a detached process has taken the run over, or has finished it already.
 * @throws LPR-512 where it ends before, with its last words
 */
export async function untilDetachedRunBegan(folder: string, pid: number): Promise<RunWriter | undefined> {
  const writers = new RunWriters();
  for (;;) {
    const writer = await writers.of(folder);
    if (writer !== undefined) return writer;
    if (await isFinished(folder)) return undefined;
    if (!(await isAlive(pid)) && (await writers.of(folder)) === undefined) {
      if (await isFinished(folder)) return undefined;
      throw runErrors.backgroundNotStarted({ folder, reason: await lastWords(folder) });
    }
    await wait(lookEvery);
  }
}

/** Asks a process that writes a run on this machine to stop; it keeps what is finished. */
export function stopWriter({ pid }: RunWriter): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // it has ended meanwhile
  }
}

async function isFinished(folder: string): Promise<boolean> {
  const manifest = await readManifest(folder);
  return manifest !== undefined && manifest.report !== null;
}

async function isAlive(pid: number): Promise<boolean> {
  return mayBeRunning({ host: os.hostname(), pid, started: null });
}

async function lastWords(folder: string): Promise<string> {
  const text = await readFile(logOf(folder), 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const coded = lines.findLast((line) => /^LPR-\d+: /.test(line));
  return (coded ?? lines.at(-1) ?? 'it ended at once').slice(0, quoted).replace(/\.$/, '');
}
