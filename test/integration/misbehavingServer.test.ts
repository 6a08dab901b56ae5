import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { RestartPolicy } from '../../src/extension/restartPolicy';
import { ServerConnection } from '../../src/extension/serverConnection';
import type { ServerState } from '../../src/extension/serverState';
import type { LprError } from '../../src/protocol/errors';
import { doctorRequest } from '../../src/protocol/serverMessages';
import { running, until } from './processes';

const extensionPath = () => {
  const extension = vscode.extensions.getExtension('lp-robustness.lp-robustness');
  assert.ok(extension);
  return extension.extensionPath;
};
const doubleAt = (name: string) => path.join(extensionPath(), 'test', 'doubles', `${name}.cjs`);

/** A connection of its own to a double of the server. No double answers when it is asked to stop, so that is not waited for long. */
function connect(module: string, log: vscode.LogOutputChannel, start = 60_000) {
  const connection = new ServerConnection(module, log, { start, stop: 1000 }, new RestartPolicy([], [50, 100, 200, 400]));
  const states: ServerState['kind'][] = [];
  connection.onDidChangeState(({ kind }) => {
    if (states.at(-1) !== kind) states.push(kind);
  });
  const codeOfRequest = () =>
    connection.request(doctorRequest, {}).then(
      () => 'answered',
      (error: unknown) => (error as LprError).code,
    );
  return { connection, states, codeOfRequest, end: () => connection.stop() };
}

describe('A server that misbehaves (a double)', () => {
  let log: vscode.LogOutputChannel;

  before(function () {
    if (process.platform !== 'linux') this.skip();
    log = vscode.window.createOutputChannel('misbehavingServer test', { log: true });
  });
  after(async () => {
    await new Promise((resolve) => setTimeout(resolve, 3000)); // a client that was cut off has a last word after a while
    log.dispose();
  });

  it('crashes at start: it is started five times in all, then the state is failed and says so', async () => {
    const module = doubleAt('serverCrashesAtStart');
    const { connection, states, codeOfRequest, end } = connect(module, log);
    assert.equal(await codeOfRequest(), 'LPR-602');
    assert.deepEqual(states, ['starting', 'failed']);
    assert.ok(connection.state.kind === 'failed' && connection.state.error.happened.includes('exit code 3'), JSON.stringify(connection.state));
    assert.deepEqual(running(module), []);
    // It stays down for whoever asks, and answers at once.
    assert.equal(await codeOfRequest(), 'LPR-602');
    await end();
    assert.equal(connection.state.kind, 'stopped');
  });

  it('crashes at work: each request fails with a code, it comes back four times, and a restart begins anew', async () => {
    const module = doubleAt('serverCrashesAtWork');
    const { connection, codeOfRequest, end } = connect(module, log);
    for (let life = 1; life <= 5; life++) assert.equal(await codeOfRequest(), 'LPR-603', `life ${life}`);
    await until(() => connection.state.kind === 'failed');
    assert.equal(await codeOfRequest(), 'LPR-620');
    assert.deepEqual(running(module), []);
    await connection.restart();
    assert.equal(connection.state.kind, 'ready');
    assert.equal(running(module).length, 1);
    await end();
    assert.deepEqual(running(module), []);
  });

  it('hangs at start: it is killed when its time is over, and not tried again by itself', async () => {
    const module = doubleAt('serverHangsAtStart');
    const { connection, states, codeOfRequest, end } = connect(module, log, 5000);
    assert.equal(await codeOfRequest(), 'LPR-602');
    assert.deepEqual(states, ['starting', 'failed']);
    assert.ok(connection.state.kind === 'failed' && connection.state.error.happened.includes('did not answer'));
    assert.deepEqual(running(module), []);
    await end();
  });

  it('hangs at start: a window that closes meanwhile does not wait for it', async () => {
    const module = doubleAt('serverHangsAtStart');
    const { codeOfRequest, end } = connect(module, log);
    const asked = codeOfRequest();
    await until(() => running(module).length === 1);
    await end();
    assert.equal(await asked, 'LPR-601');
    assert.deepEqual(running(module), []);
  });

  it('hangs at shutdown: it is killed when its time is over', async () => {
    const module = doubleAt('serverHangsAtShutdown');
    const { codeOfRequest, end } = connect(module, log);
    assert.equal(await codeOfRequest(), 'answered');
    assert.equal(running(module).length, 1);
    await end();
    assert.deepEqual(running(module), []);
  });

  it('sends what is no message: it is replaced, and the request has a code', async () => {
    const module = doubleAt('serverSendsGarbage');
    const { connection, states, codeOfRequest, end } = connect(module, log);
    assert.equal(await codeOfRequest(), 'LPR-603');
    await until(() => states.filter((kind) => kind === 'ready').length === 2);
    assert.equal(connection.state.kind, 'ready');
    await end();
    assert.deepEqual(running(module), []);
  });

  it('sends messages of another form: the request has a code, and the rest is passed over', async () => {
    const module = doubleAt('serverSendsNonsense');
    const { connection, codeOfRequest, end } = connect(module, log);
    assert.equal(await codeOfRequest(), 'LPR-605');
    assert.equal(connection.state.kind, 'ready');
    await end();
    assert.deepEqual(running(module), []);
  });

  it('is no program at all', async () => {
    const { codeOfRequest, end } = connect(doubleAt('serverThatIsNotThere'), log);
    assert.equal(await codeOfRequest(), 'LPR-602');
    await end();
  });
});
