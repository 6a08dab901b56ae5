import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ServerConnection } from '../../src/extension/serverConnection';
import type { TransferOutcome } from '../../src/extension/transfers/runTransfer';
import { LprError } from '../../src/protocol/errors';
import { runProgressNotification } from '../../src/protocol/serverMessages';
import type { TransferFileInput } from '../../src/protocol/transfer';
import { transferFileRequest } from '../../src/protocol/transferMessages';
import { transferReportSchema } from '../../src/protocol/transferReport';
import { children, fact, until } from './processes';
import { useServerWindows } from './serverWindows';
import { workspaceRoot } from './workspace';

/** Two small networks on pictures of 8 x 8, tested under a handful of corruptions. */
const small = (data: string, change: Partial<TransferFileInput> = {}): TransferFileInput => ({
  data,
  training: { architecture: 'small-cnn', epochs: 1, batchSize: 20 },
  strategies: [{ name: 'standard' }, { name: 'L2', augmentation: { noise: 'single-l2' } }],
  tests: { suite: { name: 'small', curves: [{ norm: 2, epsilons: [0.5, 2] }, { norm: 'inf', epsilons: [0.1] }], imperceptible: [{ norm: 2, epsilon: 0.1 }] }, limit: 30 },
  backend: 'wasm',
  ...change,
});

describe('Transfer experiments', function () {
  this.timeout(180_000);
  const suite = useServerWindows('transfer');
  const openWindow = (): ServerConnection => suite.openWindow();

  /** An experiment in a workspace folder of its own, so that equal trainings do not find each other. */
  async function write(workspace: string, change: Partial<TransferFileInput> = {}): Promise<{ folder: string; file: string }> {
    const place = path.join(suite.folder, workspace);
    await mkdir(place, { recursive: true });
    await writeFile(path.join(place, 'tiny.lptransfer.json'), JSON.stringify(small(path.join(workspaceRoot(), 'pictures'), change)));
    return { folder: place, file: path.join(place, 'tiny.lptransfer.json') };
  }

  const codeOf = (work: Promise<unknown>) => work.then(() => 'done', (error: unknown) => (error instanceof LprError ? error.code : String(error)));
  /** Resolves with what is being done as soon as that is so. */
  const isDoing = (window: ServerConnection, what: RegExp) =>
    new Promise<string>((resolve) => {
      window.listen(runProgressNotification, ({ progress }) => {
        if (progress.phase === 'evaluating' && what.test(progress.activity?.verb ?? '')) resolve(progress.activity?.verb ?? '');
      });
    });
  const report = (place: { folder: string }) => transferReportSchema.parse(JSON.parse(readFileSync(path.join(place.folder, '.lp-robustness/transfers/tiny/report.json'), 'utf8')));
  /** When each training that has finished did, by its folder. */
  async function trained(place: { folder: string }): Promise<Record<string, number>> {
    const all = path.join(place.folder, '.lp-robustness', 'trainings');
    const times = (await readdir(all)).map((name) => [name, statSync(path.join(all, name, 'report.json'), { throwIfNoEntry: false })?.mtimeMs] as const);
    return Object.fromEntries(times.flatMap(([name, time]) => (time === undefined ? [] : [[name, time]])));
  }

  it('run from a file that is being written, to a table that opens, and are found again by its lens', async () => {
    const uri = vscode.Uri.file(path.join(workspaceRoot(), 'edited.lptransfer.json'));
    await writeFile(uri.fsPath, JSON.stringify(small('pictures'), null, 2));
    const titles = async () => (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri)).map(({ command, range }) => [range.start.line, command?.title]);
    try {
      const document = await vscode.workspace.openTextDocument(uri);
      const editor = await vscode.window.showTextDocument(document);
      const line = document.getText().split('\n').findIndex((text) => text.includes('"strategies"'));
      assert.deepEqual(await titles(), [[line, 'Run transfer experiment']]);
      const at = document.positionAt(document.getText().indexOf('"L2"'));
      await editor.edit((change) => change.replace(new vscode.Range(at, at.translate(0, 4)), '"written"'));
      assert.equal(document.isDirty, true);

      const outcome = await vscode.commands.executeCommand<TransferOutcome>('lpRobustness.transfer');
      assert.equal(document.isDirty, false);
      assert.equal(outcome.folder, path.join(workspaceRoot(), '.lp-robustness', 'transfers', 'edited'));
      const { strategies, rows } = transferReportSchema.parse(JSON.parse(readFileSync(path.join(outcome.folder, 'report.json'), 'utf8')));
      assert.deepEqual(strategies.map(({ name, models }) => [name, models.length]), [['standard', 1], ['written', 1]]);
      assert.deepEqual(rows.map(({ kind }) => kind), ['clean', 'norm', 'norm', 'mceLp']);
      const shown = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => (input instanceof vscode.TabInputCustom ? [input.viewType, input.uri.fsPath] : [])));
      assert.ok(shown.some(([kind, file]) => kind === 'lpRobustness.transfer' && file === path.join(outcome.folder, 'report.json')));

      assert.deepEqual(await titles(), [[line, 'Run transfer experiment'], [line, 'transfer table, just now']]);
      await writeFile(uri.fsPath, JSON.stringify(small('pictures', { standard: 'L2' }), null, 2));
      await until(async () => (await titles())[1]?.[1] === 'transfer table, just now, file written since');
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await rm(uri.fsPath);
      await rm(path.join(workspaceRoot(), '.lp-robustness'), { recursive: true, force: true });
    }
  });

  it('keep the models that are trained when they are cancelled, and take them when they go on', async () => {
    const place = await write('cancelled', { training: { architecture: 'small-cnn', epochs: 1, batchSize: 20, atOnce: 1 }, strategies: [{ name: 'standard', seeds: [1, 2, 3] }, { name: 'gone', model: 'gone/model.json' }] });
    const window = openWindow();
    const cancellation = new vscode.CancellationTokenSource();
    const begun = isDoing(window, /^Training, 1 of 3 models done$/);
    const ended = codeOf(window.request(transferFileRequest, { workId: 'first', ...place }, cancellation.token));
    await begun;
    cancellation.cancel();
    assert.equal(await ended, 'LPR-601');
    const kept = await trained(place);
    assert.ok(Object.keys(kept).length >= 1 && Object.keys(kept).length < 3, Object.keys(kept).join());
    assert.equal(statSync(path.join(place.folder, '.lp-robustness/transfers'), { throwIfNoEntry: false }), undefined);

    const testing = isDoing(window, /^Testing/);
    const outcome = await window.request(transferFileRequest, { workId: 'rest', ...place });
    assert.match(await testing, /^Testing 1 of 4 under Lp corruptions$/);
    assert.equal(outcome.folder, path.join(place.folder, '.lp-robustness', 'transfers', 'tiny'));
    const all = await trained(place);
    assert.equal(Object.keys(all).length, 3);
    for (const [name, time] of Object.entries(kept)) assert.equal(all[name], time, name);
    assert.deepEqual(report(place).strategies.map(({ models, missing }) => [models.length, missing.map(({ code }) => code)]), [[3, []], [0, ['LPR-201']]]);

    // Once more, in another window: nothing is trained, and the table has the same bytes.
    const text = readFileSync(path.join(outcome.folder, 'report.json'), 'utf8');
    await openWindow().request(transferFileRequest, { workId: 'again', ...place });
    assert.equal(readFileSync(path.join(outcome.folder, 'report.json'), 'utf8'), text);
    assert.deepEqual(await trained(place), all);
  });

  it('say how many models are left out while the others go on', async () => {
    const place = await write('left-out', { strategies: [{ name: 'gone', model: 'gone/model.json' }, { name: 'standard' }], standard: 'standard' });
    const window = openWindow();
    const testing = isDoing(window, /^Testing/);
    await window.request(transferFileRequest, { workId: 'work', ...place });
    assert.equal(await testing, 'Testing 2 of 2 under Lp corruptions, 1 left out');
  });

  it('end with their window, and leave no process behind', async function () {
    if (process.platform !== 'linux') this.skip();
    const place = await write('closed', { training: { architecture: 'small-cnn', epochs: 500, batchSize: 20 } });
    const window = openWindow();
    const before = children([process.pid], 'server');
    const begun = isDoing(window, /^Training/);
    const ended = codeOf(window.request(transferFileRequest, { workId: 'work', ...place }));
    await begun;
    const servers = children([process.pid], 'server').filter((id) => !before.includes(id));
    const computing = children(servers, 'compute');
    assert.ok(computing.length > 0);
    await window.stop();
    assert.equal(await ended, 'LPR-601');
    await until(() => [...servers, ...computing].every((id) => !fact(id, 'cmdline').includes(path.join('dist', 'compute.js')) && !fact(id, 'cmdline').includes(path.join('dist', 'server.js'))));
  });

  it('refuse a file that cannot be run, with its code, and leave nothing behind', async () => {
    for (const [change, code] of [[{ data: './nothing' }, /^LPR-3/], [{ standard: 'nobody' }, /^LPR-102$/], [{ tests: { suite: 'common' } }, /^LPR-713$/]] as const) {
      const place = await write('refused', change);
      assert.match(await codeOf(openWindow().request(transferFileRequest, { workId: 'work', ...place })), code);
      assert.deepEqual(await readdir(place.folder), ['tiny.lptransfer.json']);
    }
  });

  it('have the problems of their file underlined, with a way out', async () => {
    const uri = vscode.Uri.file(path.join(workspaceRoot(), 'wrong.lptransfer.json'));
    await writeFile(uri.fsPath, JSON.stringify({ ...small('pictures'), standard: 'nobody', strategies: [{ name: 'standard' }, { name: 'mine', model: 'models/largest-chanel/model.json' }] }, null, 2));
    try {
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document);
      const problems = () => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Lp Robustness');
      await until(() => problems().length > 0);
      assert.deepEqual(problems().map(({ code, range }) => [code, document.getText(range)]), [['LPR-201', '"models/largest-chanel/model.json"'], ['LPR-102', '"nobody"']]);
      const [range] = problems().map((problem) => problem.range);
      assert.ok(range);
      const fixes = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, range);
      assert.ok(fixes.some(({ title }) => title === 'Change to models/largest-channel/model.json'), fixes.map(({ title }) => title).join());
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await rm(uri.fsPath);
    }
  });
});
