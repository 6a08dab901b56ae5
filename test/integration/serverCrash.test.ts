import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Report } from '../../src/protocol/report';
import { workspaceRoot } from './workspace';

/** A file of the kernel on a process; empty once it has ended. */
function fact(id: number, name: 'cmdline' | 'stat'): string {
  try {
    return readFileSync(`/proc/${id}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

/** The processes that run one of the extension's programs as children of another process. */
function children(parents: readonly number[], program: 'server' | 'compute'): number[] {
  const parentOf = (id: number) => Number(/\) \S (\d+)/.exec(fact(id, 'stat'))?.[1]);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => fact(id, 'cmdline').includes(path.join('dist', `${program}.js`)) && parents.includes(parentOf(id)));
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 50)); // mocha ends a wait in vain
}

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
    for (const server of servers) process.kill(server, 'SIGKILL');
    assert.equal(await cutOff, undefined);
    await until(() => computing.every((id) => !fact(id, 'cmdline').includes('compute.js')));

    const report = await evaluate();
    assert.equal(report?.clean.n, 200);
  });
});
