import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { FinishedRuns } from '../../src/extension/finishedRuns';
import { ServerConnection } from '../../src/extension/serverConnection';
import { WorkspaceRuns } from '../../src/extension/sidePanel/workspaceRuns';
import { TrainingChanges } from '../../src/extension/trainings/trainingChanges';
import { WorkspaceTrainings } from '../../src/extension/trainings/workspaceTrainings';
import { TestExplorer } from '../../src/extension/testExplorer/testExplorer';
import { until } from './processes';
import { workspaceRoot } from './workspace';

/** The file that a test has opened: each its own, since VS Code may hold the text of one that was just closed. */
const file = () => vscode.Uri.file(path.join(workspaceRoot(), `checked-${opened}.lprobust.json`));
let opened = 0;
const judged = () => vscode.Uri.file(path.join(workspaceRoot(), 'judged.lprobust.json'));
const runs = () => path.join(workspaceRoot(), '.lp-robustness');
const experiment = { model: 'models/largest-channel/model.json', data: 'pictures', suite: 'quick', limit: 60, seed: 3, backend: 'wasm' };
const thresholds = [
  { figure: 'clean', maximum: 1 },
  { figure: 'mceLp', maximum: 0 },
  { norm: 'inf', epsilon: 0.06, maximumError: 0.5 },
];

const own = (uri: vscode.Uri) => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Lp Robustness');
const codeOf = ({ code }: vscode.Diagnostic) => (typeof code === 'string' ? code : '');
const codesOn = (document: vscode.TextDocument) => own(document.uri).map((diagnostic) => `${codeOf(diagnostic)} ${document.getText(diagnostic.range)}`);

async function open(content: object): Promise<vscode.TextEditor> {
  opened += 1;
  await writeFile(file().fsPath, JSON.stringify(content, null, 2));
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file()));
}

async function replace(editor: vscode.TextEditor, text: string, by: string): Promise<void> {
  const at = editor.document.getText().indexOf(text);
  assert.notEqual(at, -1, text);
  await editor.edit((edit) => edit.replace(new vscode.Range(editor.document.positionAt(at), editor.document.positionAt(at + text.length)), by));
}

const place = (document: vscode.TextDocument, text: string) => document.positionAt(document.getText().indexOf(text) + 1);

describe('An experiment file in the editor', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(file().fsPath, { force: true });
  });
  after(async () => {
    await rm(runs(), { recursive: true, force: true });
  });

  it('shows what the schema cannot say, in its place, and loses it when it is mended', async () => {
    const editor = await open({ ...experiment, model: 'models/largest-chanel/model.json' });
    await until(() => codesOn(editor.document).join() === 'LPR-201 "models/largest-chanel/model.json"');
    await replace(editor, 'chanel', 'channel');
    await until(() => own(file()).length === 0);
    await replace(editor, '"quick"', '"quik"');
    await until(() => codesOn(editor.document).join() === 'LPR-103 "quik"');
  });

  it('does not repeat what VS Code says of the schema', async () => {
    const editor = await open({ ...experiment, limit: -5, model: 'models/none/model.json' });
    await until(() => codesOn(editor.document).join() === 'LPR-201 "models/none/model.json"');
    const others = () => vscode.languages.getDiagnostics(file()).filter(({ source }) => source !== 'Lp Robustness');
    // JSON's own service is a built-in extension, and stays where the others are disabled.
    await until(() => others().length > 0);
    assert.equal(others().length, 1);
    assert.deepEqual(codesOn(editor.document), ['LPR-201 "models/none/model.json"']);
  });

  it('offers the nearest model of the workspace, and applies it', async () => {
    const editor = await open({ ...experiment, model: 'models/largest-chanel/model.json' });
    await until(() => own(file()).length === 1);
    let fix: vscode.CodeAction | undefined;
    await until(async () => {
      // VS Code cancels the request where the text has just changed.
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', file(), own(file())[0]?.range, 'quickfix').then((found) => found, () => []);
      fix = actions.find(({ title }) => title === 'Change to models/largest-channel/model.json');
      return fix !== undefined;
    });
    assert.ok(fix?.edit);
    assert.equal(fix.isPreferred, true);
    await vscode.workspace.applyEdit(fix.edit);
    assert.ok(editor.document.getText().includes('"models/largest-channel/model.json"'));
    await until(() => own(file()).length === 0);
    await vscode.commands.executeCommand('undo');
    assert.ok(editor.document.getText().includes('largest-chanel'));
  });

  it('explains an epsilon for the images of its model', async () => {
    const { document } = await open({ ...experiment, suite: { name: 'mine', curves: [{ norm: 2, epsilons: [1] }] } });
    await until(async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', file(), place(document, '1\n'));
      const text = hovers.flatMap(({ contents }) => contents.map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))).join('\n');
      return text.includes('For images of 8 x 8 x 3: L2 length about **0.995**');
    });
  });

  it('completes models of the workspace, datasets and suites', async () => {
    const { document } = await open(experiment);
    const labels = async (text: string) => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', file(), place(document, text));
      return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    };
    await until(async () => (await labels('"models/')).includes('models/large-pictures/model.json'));
    assert.ok(!(await labels('"models/')).some((label) => label.includes('settings') || label.includes('node_modules')));
    const data = await labels('"pictures');
    for (const name of ['mnist', 'cifar10', './pictures', './pictures-large']) assert.ok(data.includes(name), `${name}: ${data.join()}`);
    const suites = await labels('"quick');
    for (const name of ['paper', 'imperceptible', 'c1']) assert.ok(suites.includes(name), `${name}: ${suites.join()}`);
  });
});

interface Outcome {
  readonly state: string;
  readonly message?: string;
}

/** A controller like the extension's own, that remembers what runs say of its tests. */
function recordingController(): { controller: vscode.TestController; outcomes: Map<string, Outcome>; output: string[] } {
  const controller = vscode.tests.createTestController('lpRobustness.recording', 'recording');
  const outcomes = new Map<string, Outcome>();
  const output: string[] = [];
  const create = controller.createTestRun.bind(controller);
  controller.createTestRun = (request) => {
    const run = create(request);
    const note = (state: string) => (test: vscode.TestItem, message?: unknown) => {
      const text = message instanceof vscode.TestMessage ? (typeof message.message === 'string' ? message.message : message.message.value) : undefined;
      if (message instanceof vscode.TestMessage) assert.ok(message.location, 'a message has its place');
      outcomes.set(test.id, { state, ...(text === undefined ? {} : { message: text }) });
    };
    return Object.assign(Object.create(run) as vscode.TestRun, {
      token: run.token,
      enqueued: () => undefined,
      started: note('started'),
      passed: note('passed'),
      failed: note('failed'),
      errored: note('errored'),
      skipped: note('skipped'),
      appendOutput: (text: string) => output.push(text),
      end: () => run.end(),
    });
  };
  return { controller, outcomes, output };
}

describe('The Test Explorer', () => {
  const log = vscode.window.createOutputChannel('experimentFiles test', { log: true });
  const server = new ServerConnection(path.join(vscode.extensions.getExtension('lp-robustness.lp-robustness')?.extensionPath ?? '', 'dist/server.js'), log);
  const finished = new FinishedRuns(server);
  const workspaceRuns = new WorkspaceRuns({ log, server, runs: finished });
  const trainings = new WorkspaceTrainings({ log, server }, new TrainingChanges());
  const { controller, outcomes, output } = recordingController();
  let explorer: TestExplorer;

  before(async () => {
    await writeFile(judged().fsPath, JSON.stringify({ ...experiment, thresholds }, null, 2));
    explorer = new TestExplorer({ log, server, runs: finished, workspaceRuns, trainings, context: {} as vscode.ExtensionContext }, controller);
  });
  after(async () => {
    vscode.Disposable.from(explorer, controller, workspaceRuns, finished, trainings).dispose();
    await server.stop();
    vscode.Disposable.from(server, log).dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(judged().fsPath, { force: true });
    await rm(runs(), { recursive: true, force: true });
  });

  const suite = () => controller.items.get(judged().toString());
  const run = (request: vscode.TestRunRequest) => explorer.run(request, new vscode.CancellationTokenSource().token);

  it('lists an experiment file with its thresholds, where they stand', async () => {
    await explorer.resolve(undefined);
    const item = suite();
    assert.equal(item?.label, 'judged');
    assert.deepEqual([...item.children].map(([id, { description }]) => [id, description]), [
      ['clean error', 'at most 100 %'],
      ['mCE_Lp', 'at most 0 %'],
      ['Linf, epsilon 0.06', 'at most 50 %'],
    ]);
    assert.equal(item.children.get('clean error')?.range?.start.line, 8);
  });

  it('gives the verdicts that the terminal gives of the same file', async () => {
    await run(new vscode.TestRunRequest());
    const cli = path.join(vscode.extensions.getExtension('lp-robustness.lp-robustness')?.extensionPath ?? '', 'dist/cli.js');
    let printed: string;
    try {
      printed = execFileSync(process.execPath, [cli, 'check', judged().fsPath, '--format', 'json'], { cwd: workspaceRoot(), env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, encoding: 'utf8' });
    } catch (error) {
      printed = (error as { stdout: string }).stdout; // it ends with 1 where a threshold is not held
    }
    const verdicts = [...printed.matchAll(/"verdict": "(\w+)"/g)].map(([, verdict]) => verdict);
    assert.deepEqual(verdicts.slice(-3), ['held', 'failed', 'undecided'].slice(0, 2).concat(String(verdicts.at(-1))));
    const states = [...outcomes.values()].map(({ state }) => state);
    assert.deepEqual(states, verdicts.slice(-3).map((verdict) => (verdict === 'held' ? 'passed' : 'failed')));
    assert.equal((await readdir(path.join(runs(), 'runs'))).length, 1, 'one run serves all');
    assert.ok(output.some((line) => line.endsWith('\r\n')));
  });

  it('runs the one test that was asked for', async () => {
    outcomes.clear();
    const test = suite()?.children.get('mCE_Lp');
    assert.ok(test);
    await run(new vscode.TestRunRequest([test]));
    assert.deepEqual([...outcomes].map(([id, { state }]) => [id, state]), [['mCE_Lp', 'failed']]);
  });

  it('says why where an experiment cannot be run', async () => {
    outcomes.clear();
    await writeFile(judged().fsPath, JSON.stringify({ ...experiment, model: 'models/cut-off/model.json', thresholds }, null, 2));
    await run(new vscode.TestRunRequest());
    assert.deepEqual([...outcomes.values()].map(({ state }) => state), ['errored', 'errored', 'errored']);
    assert.match(String([...outcomes.values()][0]?.message), /LPR-206/);
  });

  it('can be cancelled', async () => {
    outcomes.clear();
    output.length = 0;
    await writeFile(judged().fsPath, JSON.stringify({ ...experiment, model: 'models/large-pictures/model.json', data: 'pictures-large', suite: 'paper', limit: undefined, thresholds: [{ figure: 'clean', maximum: 1 }] }, null, 2));
    await explorer.resolve(suite());
    const request = new vscode.TestRunRequest();
    const create = controller.createTestRun;
    const source = new vscode.CancellationTokenSource();
    controller.createTestRun = (asked) => Object.assign(create(asked), { token: source.token });
    const over = explorer.run(request, source.token);
    await until(() => output.some((line) => /\d\s?%/.test(line)));
    source.cancel();
    await over;
    controller.createTestRun = create;
    assert.deepEqual([...outcomes.values()].map(({ state }) => state), ['skipped']);
  });

  it('follows the file', async () => {
    await writeFile(judged().fsPath, JSON.stringify({ ...experiment, thresholds: thresholds.slice(0, 1) }, null, 2));
    await until(() => suite()?.children.size === 1);
    await writeFile(judged().fsPath, JSON.stringify(experiment, null, 2));
    await until(() => suite() === undefined);
    assert.ok(await readFile(judged().fsPath));
  });
});
