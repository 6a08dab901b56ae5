import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Extension } from '../../src/extension/extensionParts';
import { FinishedRuns } from '../../src/extension/finishedRuns';
import { ServerConnection } from '../../src/extension/serverConnection';
import { LazyTree } from '../../src/extension/sidePanel/lazyTree';
import type { ModelNode } from '../../src/extension/sidePanel/modelTree';
import type { RunNode } from '../../src/extension/sidePanel/runTree';
import { SidePanel } from '../../src/extension/sidePanel/sidePanel';
import type { SidePanelViews } from '../../src/extension/sidePanel/sidePanelViews';
import { WorkspaceRuns } from '../../src/extension/sidePanel/workspaceRuns';
import { TrainingChanges } from '../../src/extension/trainings/trainingChanges';
import type { TrainingNode } from '../../src/extension/trainings/trainingTree';
import { WorkspaceTrainings } from '../../src/extension/trainings/workspaceTrainings';
import type { Report } from '../../src/protocol/report';
import { until } from './processes';
import { workspaceRoot } from './workspace';

const dist = () => path.join(vscode.extensions.getExtension('lp-robustness.lp-robustness')?.extensionPath ?? '', 'dist');
const modelFile = (name: string) => path.join(workspaceRoot(), 'models', name, 'model.json');
const runsFolder = () => path.join(workspaceRoot(), '.lp-robustness');
const plain = (text: unknown) => String(text).replaceAll('\u00a0', ' ');
const percent = (fraction: number | null) => `${(100 * (fraction ?? NaN)).toFixed(1)} %`;

/** In the place of VS Code's own view, which one extension only may fill: whether it can be seen is for the test to say. */
class StandInView<T> {
  readonly visibility = new vscode.EventEmitter<vscode.TreeViewVisibilityChangeEvent>();
  readonly onDidChangeVisibility = this.visibility.event;
  message: string | undefined;
  selection: T[] = [];
  visible = false;

  show(visible: boolean): void {
    this.visible = visible;
    this.visibility.fire({ visible });
  }
}

class StandInMemento implements vscode.Memento {
  readonly values = new Map<string, unknown>();
  keys = () => [...this.values.keys()];
  get<T>(key: string, otherwise?: T): T | undefined {
    return (this.values.get(key) as T | undefined) ?? otherwise;
  }
  async update(key: string, value: unknown): Promise<void> {
    this.values.set(key, value);
    return Promise.resolve();
  }
}

/** A side panel with a server of its own, and views that are not VS Code's. */
function openPanel(storage = new StandInMemento()) {
  const log = vscode.window.createOutputChannel('side panel test', { log: true });
  const server = new ServerConnection(path.join(dist(), 'server.js'), log);
  const runs = new FinishedRuns(server);
  const workspaceRuns = new WorkspaceRuns({ log, server, runs });
  const trainings = new WorkspaceTrainings({ log, server }, new TrainingChanges());
  const extension = { context: { workspaceState: storage }, log, server, runs, workspaceRuns, trainings } as unknown as Extension;
  const [models, runView] = [new StandInView<ModelNode>(), new StandInView<RunNode>()];
  const holder: { panel?: SidePanel } = {};
  const contents = () => (holder.panel === undefined ? Promise.reject(new Error('the panel is not there yet')) : Promise.resolve(holder.panel));
  const views = {
    models,
    runs: runView,
    modelTree: new LazyTree<ModelNode>(async () => (await contents()).modelTree),
    runTree: new LazyTree<RunNode>(async () => (await contents()).runTree),
    trainings: new StandInView<TrainingNode>(),
    trainingTree: new LazyTree<TrainingNode>(async () => (await contents()).trainingTree),
  };
  const panel = new SidePanel(extension, views as unknown as SidePanelViews);
  holder.panel = panel;
  const end = async () => {
    await server.stop();
    vscode.Disposable.from(panel, workspaceRuns, runs, trainings, server, log).dispose();
  };
  return { panel, server, views, models, runView, end };
}

describe('The side panel', () => {
  let opened: ReturnType<typeof openPanel>;
  let report: Report;
  let elsewhere: ChildProcess | undefined;

  before(async () => {
    await rm(runsFolder(), { recursive: true, force: true, maxRetries: 5 }); // other suites leave theirs
    opened = openPanel();
    const choice = { model: modelFile('largest-channel'), data: path.join(workspaceRoot(), 'pictures'), suite: 'quick', limit: 60 };
    const found = await vscode.commands.executeCommand<Report | undefined>('lpRobustness.evaluate', choice);
    assert.ok(found);
    report = found;
  });
  after(async () => {
    elsewhere?.kill('SIGKILL');
    await opened.end();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(runsFolder(), { recursive: true, force: true, maxRetries: 5 });
  });

  const rows = () => opened.views.runTree.getChildren();
  const items = async () => Promise.all((await rows()).map((node) => opened.views.runTree.getTreeItem(node)));
  const descriptions = async () => (await items()).map(({ description }) => plain(description));

  it('asks no server while nobody looks', async () => {
    assert.deepEqual(await rows(), []);
    assert.equal(opened.server.state.kind, 'stopped');
  });

  it('shows the runs once somebody looks, with their figures, to eye and ear', async () => {
    opened.runView.show(true);
    const [item, ...others] = await items();
    assert.ok(item);
    assert.deepEqual(others, []);
    assert.equal(item.label, 'largest-channel on pictures');
    const figures = `mCE_Lp ${percent(report.mceLp.value)} · clean ${percent(report.clean.error)}`;
    assert.ok(plain(item.description).startsWith(figures), plain(item.description));
    assert.equal(item.contextValue, 'run.finished');
    assert.match(plain(item.accessibilityInformation?.label), /^largest-channel on pictures, suite quick, finished (just now|\d+ minutes? ago), mCE_Lp /);
    const [node] = await rows();
    assert.ok(node);
    const resolved = await opened.views.runTree.resolveTreeItem(item, node, new vscode.CancellationTokenSource().token);
    assert.ok(resolved.tooltip instanceof vscode.MarkdownString && resolved.tooltip.isTrusted !== true && resolved.tooltip.supportHtml !== true);
    assert.match(resolved.tooltip.value, /Clean error/);
  });

  it('shows the models with their last run', async () => {
    opened.models.show(true);
    const nodes = await opened.views.modelTree.getChildren();
    const found = await Promise.all(nodes.map((node) => opened.views.modelTree.getTreeItem(node)));
    assert.deepEqual(found.map(({ label }) => label), ['cut-off', 'large-pictures', 'largest-channel']);
    assert.equal(found[0]?.description, 'not evaluated yet');
    assert.match(plain(found[2]?.description), /^mCE_Lp /);
    assert.equal(found[2]?.contextValue, 'model.evaluated');
  });

  it('follows a run that another process writes, and does not delete it', async () => {
    const choices = ['--model', modelFile('large-pictures'), '--data', path.join(workspaceRoot(), 'pictures-large'), '--suite', 'paper', '--backend', 'wasm'];
    elsewhere = spawn(process.execPath, [path.join(dist(), 'cli.js'), 'evaluate', ...choices], { cwd: workspaceRoot(), stdio: 'ignore', env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
    let seen: string[] = [];
    const watch = setInterval(() => void descriptions().then((now) => (seen = now)), 200);
    try {
      await until(() => seen.some((text) => /^running, [1-9]/.test(text)));
    } finally {
      clearInterval(watch);
    }
    const [node] = await rows();
    assert.ok(node?.kind === 'run');
    await assert.rejects(opened.panel.run('deleteRun', [node]), { code: 'LPR-503' });
    assert.ok(existsSync(node.folder));
  });

  it('tells that it was interrupted once its process is gone', async () => {
    elsewhere?.kill('SIGKILL');
    let seen: string[] = [];
    const watch = setInterval(() => void descriptions().then((now) => (seen = now)), 200);
    try {
      await until(() => seen.some((text) => /^interrupted at \d/.test(text)));
    } finally {
      clearInterval(watch);
    }
  });

  it('does not go on with a run whose model is another now, and says what to do instead', async () => {
    const [node] = (await rows()).filter((row) => row.kind === 'run' && row.folder.includes('large-pictures'));
    const before = await readFile(modelFile('large-pictures'), 'utf8');
    await writeFile(modelFile('large-pictures'), `${before}\n`);
    try {
      await assert.rejects(opened.panel.run('resumeRun', [node]), { code: 'LPR-514' });
    } finally {
      await writeFile(modelFile('large-pictures'), before);
    }
  });

  it('copies a report, and several runs as a table', async () => {
    const nodes = await rows();
    const finished = nodes.find((node) => node.kind === 'run' && node.folder.includes('largest-channel'));
    await opened.panel.run('copyRunAsMarkdown', [finished]);
    assert.match(await vscode.env.clipboard.readText(), /^# Lp robustness\n/);
    await opened.panel.run('copyRunAsMarkdown', [finished, nodes]);
    const lines = (await vscode.env.clipboard.readText()).trimEnd().split('\n');
    assert.equal(lines.length, 4);
    assert.match(lines[2] ?? '', /large-pictures/);
    assert.match(lines[3] ?? '', /largest-channel.*finished/);
  });

  it('groups and filters as it was left, in the next window, too', async () => {
    const storage = new StandInMemento();
    await storage.update('lpRobustness.runView', { grouping: 'data', filter: 'pictures finished' });
    const next = openPanel(storage);
    try {
      next.runView.show(true);
      const [group, ...others] = await next.views.runTree.getChildren();
      assert.ok(group?.kind === 'group');
      assert.deepEqual(others, []);
      assert.equal(group.group.name, 'pictures');
      const inside = await next.views.runTree.getChildren(group);
      assert.equal((await next.views.runTree.getTreeItem(inside[0] ?? group)).label, 'largest-channel, quick');
      assert.equal(next.runView.message, '1 of 2 runs match \u201cpictures finished\u201d.');
      await next.panel.run('clearRunFilter', []);
      assert.equal(next.runView.message, '');
      assert.equal((await next.views.runTree.getChildren()).length, 2);
      assert.deepEqual(storage.get('lpRobustness.runView'), { grouping: 'data', filter: '' });
    } finally {
      await next.end();
    }
  });

  it('knows the runs again after its server has been restarted', async () => {
    await opened.server.restart();
    await opened.panel.run('refreshRuns', []);
    assert.equal((await rows()).length, 2);
  });

  it('forgets a run that is gone, whoever deleted it', async () => {
    const folder = path.join(runsFolder(), 'runs');
    const [first] = await rows();
    assert.ok(first?.kind === 'run' && first.folder.startsWith(folder));
    await rm(first.folder, { recursive: true });
    let count = 2;
    const watch = setInterval(() => void rows().then((now) => (count = now.length)), 200);
    try {
      await until(() => count === 1);
    } finally {
      clearInterval(watch);
    }
  });

  it('refuses to delete what is no run of the workspace', async () => {
    await assert.rejects(opened.panel.run('deleteRun', [workspaceRoot()]), { code: 'LPR-510' });
    assert.ok(existsSync(path.join(workspaceRoot(), 'models')));
  });
});
