import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Report } from '../../src/protocol/report';
import { children, fact, signal, until } from './processes';
import { workspaceRoot } from './workspace';

describe('When the server is killed in the middle of an evaluation', () => {
  const choice = () => ({ model: path.join(workspaceRoot(), 'models/large-pictures/model.json'), data: path.join(workspaceRoot(), 'pictures-large'), suite: 'quick', limit: 200 });
  const evaluate = () => vscode.commands.executeCommand<Report | undefined>('lpRobustness.evaluate', choice());

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('the command ends, its compute processes do, too, and the next one finishes the run', async () => {
    const cutOff = evaluate();
    await until(() => children(children([process.pid], 'server'), 'compute').length > 0);
    const servers = children([process.pid], 'server');
    const computing = children(servers, 'compute');
    assert.equal(servers.length, 1);
    signal(servers, 'SIGKILL');
    assert.equal(await cutOff, undefined);
    await until(() => computing.every((id) => !fact(id, 'cmdline').includes('compute.js')));

    const report = await evaluate();
    assert.equal(report?.clean.n, 200);
  });
});
