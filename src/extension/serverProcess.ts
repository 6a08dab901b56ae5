import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/**
 * The process that the server runs in. This side owns it: whoever forks it ends it, by force where it does not listen,
 * so that none is left whatever the server does.
 */
export class ServerProcess {
  readonly child: ChildProcess;
  /** Resolves when the process is gone, with how it ended: "exit code 3", "signal SIGKILL". */
  readonly ended: Promise<string>;
  private isGone = false;

  /** @param environment For the process, and those that it starts, beside this one's own. */
  constructor(module: string, onOutput: (line: string) => void, environment: Readonly<Record<string, string>> = {}) {
    this.child = fork(module, ['--node-ipc', `--clientProcessId=${process.pid}`], {
      // A debugger of the extension host has its own port; the server's is 6019 then.
      execArgv: process.execArgv.some((argument) => argument.startsWith('--inspect')) ? ['--nolazy', '--inspect=6019'] : [],
      silent: true,
      env: { ...process.env, ...environment, ELECTRON_RUN_AS_NODE: '1', ELECTRON_NO_ASAR: '1' },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) eachLine(stream, onOutput);
    this.ended = new Promise((resolve) => {
      const over = (how: string) => {
        this.isGone = true;
        resolve(how);
      };
      this.child.once('exit', (code, signal) => over(signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`));
      this.child.once('error', (error) => {
        if (this.child.pid === undefined) over(error.message);
      });
    });
    // A server that lets go of its channel can neither be asked nor stopped.
    this.child.once('disconnect', () => void this.end(1000));
  }

  /** Whether it can still be sent something. */
  get isConnected(): boolean {
    return !this.isGone && this.child.connected;
  }

  kill(): void {
    if (!this.isGone) this.child.kill('SIGKILL');
  }

  /** Closes the channel, which ends a server that listens, and kills what is left after `grace` milliseconds. */
  async end(grace: number): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    const force = setTimeout(() => this.kill(), grace);
    await this.ended;
    clearTimeout(force);
  }
}

function eachLine(stream: Readable | null, onLine: (line: string) => void): void {
  if (stream !== null) createInterface({ input: stream, crlfDelay: Infinity }).on('line', onLine);
}
