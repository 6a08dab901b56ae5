import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { ServerConnection } from '../../src/extension/serverConnection';
import type { LprError } from '../../src/protocol/errors';
import { evaluateRequest } from '../../src/protocol/serverMessages';
import { running, signal, until } from './processes';
import { workspaceRoot } from './workspace';

const variables = ['LPR_TEST_COMPUTE', 'LPR_TEST_MARK', 'LPR_TEST_MISBEHAVIOUR', 'LPR_TEST_ONCE'] as const;
type Variables = Partial<Record<(typeof variables)[number] | 'NODE_OPTIONS', string>>;

/**
 * The real server beside a double of the compute process: the real one, but for its fault at every L2 block.
 */
describe('A compute process that misbehaves (a double), under the real server', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lpr-double-'));
  const log = vscode.window.createOutputChannel('misbehavingCompute test', { log: true });
  const extensionPath = () => vscode.extensions.getExtension('lp-robustness.lp-robustness')?.extensionPath ?? '';
  const doubleProgram = () => path.join(folder, 'dist', 'compute.js');
  const serverProgram = () => path.join(folder, 'dist', 'server.js');

  before(function () {
    if (process.platform !== 'linux') this.skip();
    mkdirSync(path.dirname(doubleProgram()));
    copyFileSync(path.join(extensionPath(), 'dist', 'server.js'), serverProgram());
    copyFileSync(path.join(extensionPath(), 'test', 'process', 'engine', 'misbehavingCompute.cjs'), doubleProgram());
  });
  after(() => {
    log.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A server whose compute processes are doubles, and what evaluating with it comes to: the number of images, or a code. */
  function serverWith(how: Variables) {
    const environment: Variables = { LPR_TEST_COMPUTE: path.join(extensionPath(), 'dist', 'compute.js'), LPR_TEST_MARK: path.join(folder, 'mark'), ...how };
    rmSync(path.join(folder, 'mark'), { force: true });
    const before = { ...process.env };
    Object.assign(process.env, environment); // the server inherits them when it starts
    const connection = new ServerConnection(serverProgram(), log);
    const evaluate = (token?: vscode.CancellationToken) =>
      connection
        .request(
          evaluateRequest,
          {
            workId: 'one',
            folder,
            experiment: {
              model: path.join(workspaceRoot(), 'models', 'largest-channel', 'model.json'),
              data: { source: path.join(workspaceRoot(), 'pictures'), resize: false },
              suite: 'quick',
              limit: 60,
              split: 'test',
              seed: 1,
              draws: 1,
              backend: 'wasm',
              workers: 1,
            },
          },
          token,
        )
        .then(
          ({ report }) => report.clean.n,
          (error: unknown) => (error as LprError).code,
        );
    const end = async () => {
      await connection.stop();
      for (const name of [...variables, 'NODE_OPTIONS'] as const) {
        if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[name];
      }
      assert.deepEqual(running(serverProgram()), []);
      assert.deepEqual(running(doubleProgram()), []);
    };
    return { connection, evaluate, end };
  }

  it('is replaced when it crashes once', async () => {
    const { connection, evaluate, end } = serverWith({ LPR_TEST_MISBEHAVIOUR: 'crash', LPR_TEST_ONCE: 'yes' });
    assert.equal(await evaluate(), 60);
    assert.equal(connection.state.kind, 'ready');
    assert.deepEqual(running(doubleProgram()), []);
    await end();
    rmSync(path.join(folder, '.lp-robustness'), { recursive: true });
  });

  for (const [what, code, how] of [
    ['crashes at each try', 'LPR-451', { LPR_TEST_MISBEHAVIOUR: 'crash' }],
    ['runs out of memory at each try', 'LPR-452', { LPR_TEST_MISBEHAVIOUR: 'memory', NODE_OPTIONS: '--max-old-space-size=60' }],
  ] as const) {
    it(`has a code when it ${what}; the server lives on, and the run can go on`, async () => {
      const { connection, evaluate, end } = serverWith(how);
      assert.equal(await evaluate(), code);
      assert.equal(connection.state.kind, 'ready');
      assert.deepEqual(running(doubleProgram()), []);
      await end();
    });
  }

  it('is killed when it hangs and the user cancels', async () => {
    const { evaluate, end } = serverWith({ LPR_TEST_MISBEHAVIOUR: 'hang' });
    const cancellation = new vscode.CancellationTokenSource();
    const asked = evaluate(cancellation.token);
    await until(() => existsSync(path.join(folder, 'mark')));
    cancellation.cancel();
    assert.equal(await asked, 'LPR-601');
    await until(() => running(doubleProgram()).length === 0);
    await end();
  });

  it('is killed when it hangs and the window closes', async () => {
    const { evaluate, end } = serverWith({ LPR_TEST_MISBEHAVIOUR: 'hang' });
    const asked = evaluate();
    await until(() => existsSync(path.join(folder, 'mark')));
    await end();
    assert.equal(await asked, 'LPR-601');
  });

  it('ends by itself when it hangs and the server is killed', async () => {
    const { evaluate, end } = serverWith({ LPR_TEST_MISBEHAVIOUR: 'hang' });
    const asked = evaluate();
    await until(() => existsSync(path.join(folder, 'mark')));
    signal(running(serverProgram()), 'SIGKILL');
    assert.equal(await asked, 'LPR-603');
    await until(() => running(doubleProgram()).length === 0);
    await end();
  });

  it('leaves a run that goes on with compute processes that work', async () => {
    const { evaluate, end } = serverWith({ LPR_TEST_MISBEHAVIOUR: 'none' });
    assert.equal(await evaluate(), 60);
    await end();
  });
});
