import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { ServerConnection } from '../../src/extension/serverConnection';
import { continueInBackgroundRequest, followRunRequest, goOnAfterWindowRequest } from '../../src/protocol/backgroundMessages';
import { LprError } from '../../src/protocol/errors';
import type { ExperimentFile } from '../../src/protocol/experiment';
import { allRunsRequest } from '../../src/protocol/runListMessages';
import { evaluateRequest, runProgressNotification } from '../../src/protocol/serverMessages';
import { running, signal, until } from './processes';
import { workspaceRoot } from './workspace';

const program = (name: string) => path.join(vscode.extensions.getExtension('lp-robustness.lp-robustness')?.extensionPath ?? '', 'dist', name);

describe('Windows on one folder', () => {
  const log = vscode.window.createOutputChannel('background test', { log: true });
  let folder: string;
  const windows: ServerConnection[] = [];

  /** What a window has: a server of its own. */
  function openWindow(): ServerConnection {
    const window = new ServerConnection(program('server.js'), log);
    windows.push(window);
    return window;
  }
  const experiment = (): ExperimentFile => ({
    model: path.join(workspaceRoot(), 'models', 'large-pictures', 'model.json'),
    data: { source: path.join(workspaceRoot(), 'pictures-large'), resize: false },
    suite: 'quick',
    limit: 200,
    split: 'test',
    seed: 3,
    draws: 1,
    backend: 'wasm',
    workers: 1,
  });
  const evaluate = (window: ServerConnection, workId: string) => window.request(evaluateRequest, { workId, folder, experiment: experiment() });
  /** Resolves when a piece of work has come so far that its run is on the disk. */
  const hasBegun = (window: ServerConnection, work: string) =>
    new Promise<void>((resolve) => {
      window.listen(runProgressNotification, ({ workId, progress }) => {
        if (workId === work && progress.phase === 'evaluating') resolve();
      });
    });
  const codeOf = (work: Promise<unknown>) => work.then(() => 'done', (error: unknown) => (error instanceof LprError ? `${error.code} ${error.happened}` : String(error)));

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'lpr-windows-'));
  });
  afterEach(async () => {
    signal([...running(program('cli.js')), ...running(program('compute.js'))], 'SIGCONT'); // a test that failed may have held them
    await Promise.all(windows.splice(0).map((window) => window.stop()));
    await until(() => running(program('cli.js')).length === 0);
    rmSync(folder, { recursive: true, force: true });
  });
  after(() => log.dispose());

  it('one writes a run, the other is told who does and can follow it to the same report', async () => {
    const [writer, other] = [openWindow(), openWindow()];
    const begun = hasBegun(writer, 'first');
    const first = evaluate(writer, 'first');
    await begun;
    // Held, so that the first is not over before the second has asked.
    const held = running(program('compute.js'));
    signal(held, 'SIGSTOP');
    assert.match(await codeOf(evaluate(other, 'second')), /^LPR-503 .*another window \(process \d+ on /);
    const followed = other.request(followRunRequest, { workId: 'third', of: { kind: 'refused', workId: 'second' } });
    signal(held, 'SIGCONT');
    assert.deepEqual((await followed).report, (await first).report);
  });

  it('a run goes on in the background when its window is closed, and the next window finds and follows it', async () => {
    const window = openWindow();
    const begun = hasBegun(window, 'run');
    const interrupted = codeOf(evaluate(window, 'run'));
    await begun;
    const { folder: run, pid } = await window.request(continueInBackgroundRequest, { workId: 'run' });
    const held = running(program('cli.js'));
    signal(held, 'SIGSTOP');
    assert.deepEqual(held, [pid]);
    await window.stop();
    assert.match(await interrupted, /^LPR-601/);
    assert.deepEqual(running(program('cli.js')), [pid]);

    const next = openWindow();
    const { runs } = await next.request(allRunsRequest, { folders: [folder] });
    assert.deepEqual(runs.map((listed) => [listed.folder, listed.state.kind === 'running' && listed.state.by]), [[run, 'background']]);
    const followed = next.request(followRunRequest, { workId: 'follow', of: { kind: 'run', folder: run } });
    signal(held, 'SIGCONT');
    const { report } = await followed;
    assert.equal(report.clean.n, 200);
    // Asked again, it is the finished run that answers.
    assert.equal((await evaluate(next, 'again')).reused, true);
  });

  it('a run in the background is answered to whoever asked for it, and stopped when they cancel', async () => {
    const window = openWindow();
    const cancellation = new vscode.CancellationTokenSource();
    const begun = hasBegun(window, 'run');
    const asked = codeOf(window.request(evaluateRequest, { workId: 'run', folder, experiment: experiment() }, cancellation.token));
    await begun;
    await window.request(continueInBackgroundRequest, { workId: 'run' });
    const held = running(program('cli.js'));
    signal(held, 'SIGSTOP');
    assert.match(await codeOf(window.request(continueInBackgroundRequest, { workId: 'run' })), /^LPR-513/);
    signal(held, 'SIGCONT');
    cancellation.cancel();
    assert.match(await asked, /^LPR-601/);
    await until(() => running(program('cli.js')).length === 0);
    assert.equal((await evaluate(window, 'rest')).report.clean.n, 200);
  });

  it('a run goes on by itself when the window is closed, where the setting says so, and only there', async () => {
    const window = openWindow();
    await window.request(goOnAfterWindowRequest, { goOn: true });
    const begun = hasBegun(window, 'run');
    const interrupted = codeOf(evaluate(window, 'run'));
    await begun;
    await window.stop();
    assert.match(await interrupted, /^LPR-601/);
    assert.equal(running(program('cli.js')).length, 1);

    // The same question in the next window: the run in the background is the answer.
    const next = openWindow();
    assert.equal((await evaluate(next, 'same')).report.clean.n, 200);
  });
});
