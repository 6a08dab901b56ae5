import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { reportSchema, type Report } from '../../src/protocol/report';
import { until } from './processes';
import { workspaceRoot } from './workspace';

const model = () => path.join(workspaceRoot(), 'models', 'largest-channel', 'model.json');
const pictures = () => path.join(workspaceRoot(), 'pictures');
const runsFolder = () => path.join(workspaceRoot(), '.lp-robustness', 'runs');

/** Runs the command with everything chosen beforehand, as another command would. */
const evaluate = (choice: object) => vscode.commands.executeCommand<Report | undefined>('lpRobustness.evaluate', choice);

describe('Evaluate Lp robustness', () => {
  before(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(path.dirname(runsFolder()), { recursive: true, force: true }); // other suites leave theirs
  });

  it('evaluates a model of the workspace, and what it returns is what report.json says', async () => {
    const report = await evaluate({ model: model(), data: pictures(), suite: 'quick', limit: null });
    assert.ok(report);
    const runs = await readdir(runsFolder());
    assert.equal(runs.length, 1);
    const written = reportSchema.parse(JSON.parse(await readFile(path.join(runsFolder(), String(runs[0]), 'report.json'), 'utf8')));
    assert.deepEqual(report, written);
    assert.equal(report.clean.n, 180);
    assert.equal(report.data.classNames.join(), 'blue,green,red');
    // The least excess of a class's own colour is negative: some clean pictures are taken for another class.
    assert.ok(report.clean.errors > 0 && report.clean.error < 0.4, String(report.clean.error));
    const largest = Math.max(...report.cells.map(({ error }) => error));
    assert.ok(largest >= report.clean.error);
  });

  it('opens the report in the editor of its file', async () => {
    const isOpen = () =>
      vscode.window.tabGroups.all.some((group) =>
        group.tabs.some(({ input }) => input instanceof vscode.TabInputCustom && input.viewType === 'lpRobustness.report' && input.uri.path.endsWith('/report.json')),
      );
    await until(isOpen); // the tab is told a little after
  });

  it('returns the finished run to the same question, without a second one', async () => {
    const again = await evaluate({ model: model(), data: pictures(), suite: 'quick', limit: null });
    assert.ok(again);
    assert.equal((await readdir(runsFolder())).length, 1);
  });

  it('answers a model that cannot be read with nothing but a message', async () => {
    const cutOff = path.join(workspaceRoot(), 'models', 'cut-off', 'model.json');
    assert.equal(await evaluate({ model: cutOff, data: pictures(), suite: 'quick', limit: null }), undefined);
  });

  it('evaluates again after a failure', async () => {
    const report = await evaluate({ model: model(), data: pictures(), suite: 'imperceptible', limit: 50 });
    assert.equal(report?.clean.n, 50);
  });
});

describe('Check backends', () => {
  it('says of every backend whether it works, and wasm does', async () => {
    const backends = await vscode.commands.executeCommand<{ name: string; works: boolean; chosen: boolean }[]>('lpRobustness.doctor');
    assert.deepEqual(backends.map(({ name }) => name), ['tfjs-node-gpu', 'tfjs-node', 'webgpu', 'wasm']);
    assert.equal(backends.at(-1)?.works, true);
    assert.equal(backends.filter(({ chosen }) => chosen).length, 1);
  });
});
