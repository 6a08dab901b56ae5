import assert from 'node:assert/strict';
import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { CodeLenses } from '../../src/extension/codeLens/codeLenses';
import { FinishedRuns } from '../../src/extension/finishedRuns';
import { ServerConnection } from '../../src/extension/serverConnection';
import { WorkspaceRuns } from '../../src/extension/sidePanel/workspaceRuns';
import { TrainingChanges } from '../../src/extension/trainings/trainingChanges';
import { WorkspaceTrainings } from '../../src/extension/trainings/workspaceTrainings';
import type { Report } from '../../src/protocol/report';
import { children, until } from './processes';
import { workspaceRoot } from './workspace';

const modelFolder = () => path.join(workspaceRoot(), 'models', 'largest-channel');
const model = () => vscode.Uri.file(path.join(modelFolder(), 'model.json'));
const experiment = () => vscode.Uri.file(path.join(workspaceRoot(), 'largest-channel.lprobust.json'));
const runs = () => path.join(workspaceRoot(), '.lp-robustness');

/** The lenses as VS Code has them from the extension, resolved; those that had to be come last, wherever they are shown. */
async function lensesOn(uri: vscode.Uri): Promise<vscode.CodeLens[]> {
  await vscode.workspace.openTextDocument(uri);
  return vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 10);
}

/** What lenses say; of a result's age, which depends on how long the tests take, only that it is there. */
const titles = (lenses: readonly vscode.CodeLens[]) => lenses.map(({ command }) => command?.title.replaceAll('\u00a0', ' ').replace(/just now|1 minute ago|\d+ minutes ago/, 'a while ago'));
const percent = (fraction: number) => `${(100 * fraction).toFixed(1)} %`;

async function click(lens: vscode.CodeLens | undefined): Promise<unknown> {
  assert.ok(lens?.command);
  return vscode.commands.executeCommand(lens.command.command, ...((lens.command.arguments ?? []) as unknown[]));
}

/** What the lens with the result has to say of a report. */
function headline({ mceLp, clean }: Report): string {
  assert.ok(mceLp.value !== null);
  return `mCE_Lp ${percent(mceLp.value)} [${percent(mceLp.low)}, ${percent(mceLp.high)}], clean error ${percent(clean.error)}, a while ago`;
}

describe('CodeLens', () => {
  let report: Report;

  before(async () => {
    const content = { data: 'pictures', seed: 7, suite: 'quick', limit: 60, model: 'models/largest-channel/model.json' };
    await writeFile(experiment().fsPath, JSON.stringify(content, null, 2));
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(runs(), { recursive: true });
    await rm(experiment().fsPath);
  });

  it('offers to evaluate a model, above its first line, and starts no server for it', async () => {
    const servers = () => (process.platform === 'linux' ? children([process.pid], 'server') : []);
    const there = servers();
    const lenses = await lensesOn(model());
    assert.deepEqual(titles(lenses), ['Evaluate Lp robustness', 'Preview Lp corruptions']);
    assert.equal(lenses[0]?.range.start.line, 0);
    assert.equal(lenses[0].command?.command, 'lpRobustness.evaluate');
    assert.deepEqual(lenses[0].command.arguments?.map(String), [String(model())]);
    assert.deepEqual(servers(), there);
  });

  it('offers to evaluate an experiment file, above the line that names the model', async () => {
    const lenses = await lensesOn(experiment());
    assert.deepEqual(titles(lenses), ['Evaluate Lp robustness', 'Preview Lp corruptions']);
    assert.equal(lenses[0]?.range.start.line, 5);
  });

  it('has nothing to say of another file that is called model.json', async () => {
    assert.deepEqual(await lensesOn(vscode.Uri.file(path.join(workspaceRoot(), 'settings', 'model.json'))), []);
  });

  it('evaluates an experiment file as it is', async () => {
    report = (await click((await lensesOn(experiment()))[0])) as Report;
    assert.equal(report.seed, 7);
    assert.equal(report.clean.n, 60);
    assert.equal(report.suite.name, 'quick');
  });

  it('shows the last result above both, and opens its report', async () => {
    for (const uri of [model(), experiment()]) {
      const lenses = await lensesOn(uri);
      assert.deepEqual(titles(lenses), ['Evaluate Lp robustness', 'Preview Lp corruptions', headline(report)]);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await click(lenses[2]);
      await until(() => vscode.window.tabGroups.all.some((group) => group.tabs.some((tab) => tab.label === 'Lp robustness: largest-channel')));
    }
  });

  it('evaluates the experiment file in the active editor, what is not saved yet included', async () => {
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(experiment()));
    const seed = editor.document.getText().indexOf('7');
    await editor.edit((edit) => edit.replace(new vscode.Range(editor.document.positionAt(seed), editor.document.positionAt(seed + 1)), '8'));
    assert.equal(editor.document.isDirty, true);
    const another = await vscode.commands.executeCommand<Report>('lpRobustness.evaluate');
    assert.equal(another.seed, 8);
    assert.deepEqual(titles(await lensesOn(model()))[2], headline(another));
  });

  it('says when the experiment was changed since', async () => {
    const content = { model: 'models/largest-channel/model.json', data: 'pictures', suite: 'quick', seed: 9, limit: 60 };
    await writeFile(experiment().fsPath, JSON.stringify(content));
    assert.match(String(titles(await lensesOn(experiment()))[2]), /, a while ago, experiment changed since$/);
    await writeFile(experiment().fsPath, JSON.stringify({ ...content, seed: 7 }));
    assert.equal(titles(await lensesOn(experiment()))[2], headline(report));
    await writeFile(experiment().fsPath, JSON.stringify({ ...content, data: 'pictures-large' }));
    assert.deepEqual(titles(await lensesOn(experiment())), ['Evaluate Lp robustness', 'Preview Lp corruptions', 'not evaluated as it is now']);
    await writeFile(experiment().fsPath, JSON.stringify({ ...content, seed: 7 }));
  });

  it('says when the content of a weight file was changed since, and not when the same was written again', async () => {
    const weights = path.join(modelFolder(), 'weights.bin');
    const content = await readFile(weights);
    await writeFile(weights, content);
    assert.equal(titles(await lensesOn(experiment()))[2], headline(report));
    const other = Buffer.from(content);
    other.writeFloatLE(other.readFloatLE(0) + 1, 0);
    await writeFile(weights, other);
    assert.equal(titles(await lensesOn(experiment()))[2], `${headline(report)}, model changed since`);
    await writeFile(weights, content);
    assert.equal(titles(await lensesOn(experiment()))[2], headline(report));
  });

  it('says when an image has another content than the run saw, and not when it was only moved away and back', async () => {
    const folder = path.join(workspaceRoot(), 'pictures', 'red');
    const picture = path.join(folder, '0.png');
    // When it is looked at the files again is the server's to decide.
    const becomes = (title: string) => until(async () => titles(await lensesOn(experiment()))[2] === title);
    await rename(picture, path.join(workspaceRoot(), 'away.png'));
    await becomes(`${headline(report)}, data changed since`);
    await rename(path.join(workspaceRoot(), 'away.png'), picture);
    await becomes(headline(report));
    const content = await readFile(picture);
    await writeFile(picture, await readFile(path.join(folder, '1.png')));
    await becomes(`${headline(report)}, data changed since`);
    await writeFile(picture, content);
    await becomes(headline(report));
  });

  it('is asked for again when a run has been written by anyone, as long as its file is in view', async () => {
    const log = vscode.window.createOutputChannel('codeLens test', { log: true });
    const server = new ServerConnection(path.join(vscode.extensions.getExtension('lp-robustness.lp-robustness')?.extensionPath ?? '', 'dist/server.js'), log);
    const finished = new FinishedRuns(server);
    const workspaceRuns = new WorkspaceRuns({ log, server, runs: finished });
    const trainings = new WorkspaceTrainings({ log, server }, new TrainingChanges());
    const lenses = new CodeLenses({ log, runs: finished, server, trainings, workspaceRuns });
    const document = await vscode.workspace.openTextDocument(model());
    await vscode.window.showTextDocument(document);
    await lenses.provide(document, new vscode.CancellationTokenSource().token);
    const before = await workspaceRuns.known();
    assert.ok(before.length > 0);
    let told = 0;
    const listener = lenses.onDidChange(() => (told += 1));
    const copy = `${String(before[0]?.folder)}-copy`;
    await cp(String(before[0]?.folder), copy, { recursive: true });
    await until(() => told > 0 && workspaceRuns.all?.length === before.length + 1);

    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until(() => vscode.window.visibleTextEditors.length === 0);
    await rm(copy, { recursive: true });
    await new Promise((resolve) => setTimeout(resolve, 4000)); // longer than between two looks of the server
    assert.equal(workspaceRuns.all?.length, before.length + 1, 'nobody looks any more');
    await server.stop();
    vscode.Disposable.from(listener, lenses, workspaceRuns, finished, trainings, server, log).dispose();
  });

  it('can be switched off', async () => {
    const settings = () => vscode.workspace.getConfiguration('lpRobustness');
    await settings().update('codeLens', false, vscode.ConfigurationTarget.Global);
    try {
      assert.deepEqual(await lensesOn(model()), []);
    } finally {
      await settings().update('codeLens', undefined, vscode.ConfigurationTarget.Global);
    }
    assert.equal((await lensesOn(model())).length, 3);
  });
});
