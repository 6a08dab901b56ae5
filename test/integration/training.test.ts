import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ServerConnection } from '../../src/extension/serverConnection';
import { LprError } from '../../src/protocol/errors';
import type { TrainingFileInput } from '../../src/protocol/training';
import { allTrainingsRequest, pauseTrainingRequest, resumeTrainingRequest, stopTrainingRequest, trainFileRequest, trainingProgressNotification, type ListedTraining } from '../../src/protocol/trainingRequests';
import { children, until } from './processes';
import { useServerWindows } from './serverWindows';
import { workspaceRoot } from './workspace';

describe('Trainings', function () {
  this.timeout(180_000);
  const suite = useServerWindows('training');
  const openWindow = (): ServerConnection => suite.openWindow();

  /** A training file in a workspace folder of its own, so that equal trainings do not find each other. */
  async function write(workspace: string, change: Partial<TrainingFileInput> = {}): Promise<{ folder: string; file: string }> {
    const place = path.join(suite.folder, workspace);
    await mkdir(place, { recursive: true });
    const training: TrainingFileInput = {
      architecture: 'small-cnn',
      data: path.join(workspaceRoot(), 'pictures'),
      epochs: 6,
      batchSize: 20,
      validation: 0.2,
      learningRate: { schedule: 'cosine', peak: 0.05, warmUp: 1 },
      augmentation: { noise: 'c2' },
      backend: 'wasm',
      ...change,
    };
    await writeFile(path.join(place, 'tiny.lptrain.json'), JSON.stringify(training));
    return { folder: place, file: path.join(place, 'tiny.lptrain.json') };
  }

  const train = (window: ServerConnection, place: { folder: string; file: string }, beside = false) => window.request(trainFileRequest, { workId: 'work', ...place, beside });
  const codeOf = (work: Promise<unknown>) => work.then(() => 'done', (error: unknown) => (error instanceof LprError ? error.code : String(error)));
  /** Resolves with the training's folder when it is in an epoch. */
  const isIn = (window: ServerConnection, epoch: number) =>
    new Promise<string>((resolve) => {
      let training = '';
      window.listen(trainingProgressNotification, ({ progress }) => {
        if (progress.kind === 'began') training = progress.folder;
        if (progress.kind === 'moment' && progress.moment.epoch >= epoch) resolve(training);
      });
    });
  const listed = async (window: ServerConnection, place: string): Promise<readonly ListedTraining[]> => (await window.request(allTrainingsRequest, { folders: [place] })).trainings;

  it('goes on after its window was closed, and after its server was killed, to the weights of an undisturbed one', async () => {
    const whole = await train(openWindow(), await write('whole'));
    assert.equal(whole.reused, false);
    assert.equal(whole.report.epochs.length, 6);

    const place = await write('interrupted');
    const first = openWindow();
    const inSecond = isIn(first, 2);
    const closed = codeOf(train(first, place));
    const training = await inSecond;
    await first.stop();
    assert.equal(await closed, 'LPR-601');
    assert.ok(readdirSync(training).includes('checkpoint'));

    const next = openWindow();
    const [stopped] = await listed(next, place.folder);
    assert.deepEqual(stopped?.state, { kind: 'unfinished', wasStopped: true });
    if (process.platform === 'linux') {
      const inThird = isIn(next, 3);
      const killed = codeOf(next.request(resumeTrainingRequest, { workId: 'again', training }));
      await inThird;
      for (const id of children([process.pid], 'server').slice(-1)) process.kill(id, 'SIGKILL');
      assert.equal(await killed, 'LPR-603');
      await until(async () => (await listed(next, place.folder))[0]?.state.kind === 'unfinished');
    }
    const rest = await next.request(resumeTrainingRequest, { workId: 'rest', training });
    assert.equal(rest.report.weights, whole.report.weights);
    assert.equal((await train(next, place)).reused, true);
  });

  it('rests while it is paused and goes on; another window can neither pause it nor train the same', async () => {
    const place = await write('paused', { epochs: 200 });
    const [window, other] = [openWindow(), openWindow()];
    const begun = isIn(window, 1);
    const ended = codeOf(train(window, place));
    const training = await begun;
    await window.request(pauseTrainingRequest, { training, isPaused: true });
    const moment = async () => (await listed(window, place.folder)).map(({ state }) => (state.kind === 'running' ? [state.isPaused, state.moment?.done] : []))[0];
    let last = await moment();
    await until(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1500)); // longer than a stretch of training
      const before = last;
      last = await moment();
      return last?.[1] === before?.[1];
    });
    assert.equal(last?.[0], true);
    assert.equal(await codeOf(other.request(pauseTrainingRequest, { training, isPaused: false })), 'LPR-720');
    assert.equal(await codeOf(train(other, place)), 'LPR-503');
    assert.deepEqual((await listed(other, place.folder)).map(({ state }) => state.kind === 'running' && state.isHere), [false]);

    await window.request(pauseTrainingRequest, { training, isPaused: false });
    await until(async () => Number((await moment())?.[1]) > Number(last?.[1]));
    await window.request(stopTrainingRequest, { training });
    assert.equal(await ended, 'LPR-601');

    // The file asks for something else now: what was begun is told, and left alone where that is wanted.
    await write('paused', { epochs: 2 });
    assert.equal(await codeOf(train(window, place)), 'LPR-712');
    assert.equal((await train(window, place, true)).report.epochs.length, 2);
    assert.deepEqual((await listed(window, place.folder)).map(({ state }) => state.kind).sort(), ['finished', 'unfinished']);
  });

  it('leave nothing behind where the data are missing', async () => {
    const place = await write('missing', { data: './nothing' });
    assert.match(await codeOf(train(openWindow(), place)), /^LPR-3/);
    assert.deepEqual(readdirSync(place.folder), ['tiny.lptrain.json']);
  });

  it('have the problems of their file underlined, with a way out', async () => {
    const uri = vscode.Uri.file(path.join(workspaceRoot(), 'cut.lptrain.json'));
    await writeFile(uri.fsPath, JSON.stringify({ architecture: 'small-cnn', data: 'pictures', epochs: 5, learningRate: { schedule: 'cosine', cycle: 4 } }, null, 2));
    try {
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document);
      const problems = () => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Lp Robustness');
      await until(() => problems().length > 0);
      assert.deepEqual(problems().map(({ code, range }) => [code, document.getText(range)]), [['LPR-702', '5']]);
      const [range] = problems().map((problem) => problem.range);
      assert.ok(range);
      const fixes = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, range);
      const titles = fixes.map(({ title }) => title);
      for (const title of ['Train for 4 epochs', 'Train for 8 epochs', 'Allow the cycle to be cut off']) assert.ok(titles.includes(title), titles.join());
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await rm(uri.fsPath);
    }
  });
});
