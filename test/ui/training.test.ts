import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { trainingReportSchema, type TrainingFileInput, type TrainingReport } from '../../src/protocol/training';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace.mjs';
import { notification, pick, runCommand } from '../vscode/workbench.mjs';
import { seriousProblems } from './accessibility';
import { openSession, pageFrame, reportFrameWith, temporaryFolder, type Session } from './session';

const themes = { 'Light Modern': 'vscode-light', 'Default High Contrast': 'vscode-high-contrast', 'Default High Contrast Light': 'vscode-high-contrast-light', 'Dark Modern': 'vscode-dark' };
const workspaceFile = (theme: string) => JSON.stringify({ folders: [{ path: 'sample' }], settings: { 'lpRobustness.backend': 'wasm', 'workbench.colorTheme': theme, 'security.workspace.trust.startupPrompt': 'never' } });

const tiny: TrainingFileInput = {
  architecture: 'small-cnn',
  data: './pictures',
  // Long enough to be paused by whoever sees it begin.
  epochs: 24,
  batchSize: 20,
  validation: 0.2,
  learningRate: { schedule: 'cosine', peak: 0.05, warmUp: 1 },
  augmentation: { noise: 'single-l2' },
  backend: 'wasm',
};
/** Weight decay makes the weights grow without end as soon as the rate is above two, some epochs from the beginning. */
const absurd: TrainingFileInput = { ...tiny, epochs: 100, learningRate: { schedule: 'cosine', peak: 100, warmUp: 90 }, optimiser: { weightDecay: 1 }, augmentation: {} };

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('training in the editor', () => {
  const root = temporaryFolder();
  const sample = path.join(root, 'sample');
  const trainings = path.join(sample, '.lp-robustness', 'trainings');
  const file = path.join(root, 'one.code-workspace');
  let session: Session;

  beforeAll(async () => {
    writeSampleWorkspace(sample);
    writeFileSync(path.join(sample, 'tiny.lptrain.json'), JSON.stringify(tiny, null, 2));
    writeFileSync(path.join(sample, 'absurd.lptrain.json'), JSON.stringify(absurd, null, 2));
    writeFileSync(file, workspaceFile('Dark Modern'));
    session = await openSession(file);
  });
  afterAll(async () => {
    await session.end();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.screenshot(`training-failure ${task.name.replace(/\W+/g, '-').slice(0, 60)}`);
  });

  const lens = (text: string | RegExp) => session.page.locator('.codelens-decoration a', { hasText: text });
  const monitor = () => pageFrame(session.page, 'lpr-training');
  const card = (frame: Frame, text: string | RegExp) => frame.locator('lpr-training-card', { hasText: text });
  const row = (text: string | RegExp) => session.page.locator('.pane', { has: session.page.locator('.pane-header', { hasText: 'Trainings' }) }).locator('.monaco-list-row', { hasText: text });

  async function openFile(name: string): Promise<void> {
    const { page } = session;
    await page.keyboard.press('Control+P');
    await page.locator('.quick-input-widget').waitFor();
    await page.keyboard.type(name);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.monaco-editor .view-lines').first().waitFor();
  }

  /** The report of the one training that has finished. */
  function writtenReport(): TrainingReport {
    const files = readdirSync(trainings).map((name) => path.join(trainings, name, 'report.json'));
    return trainingReportSchema.parse(JSON.parse(readFileSync(files.find((each) => existsSync(each)) ?? '', 'utf8')));
  }

  it('trains from the lens of a training file, in the monitor; a pause holds it and it goes on', async () => {
    await openFile('tiny.lptrain.json');
    await lens(/^Train$/).click();
    const frame = await monitor();
    const training = card(frame, 'small-cnn on pictures, L2');
    await training.getByRole('button', { name: 'Pause' }).click({ timeout: 60_000 });
    await training.getByText('paused in epoch').waitFor();
    // It rests within a second; from then on nothing moves.
    await session.page.waitForTimeout(1500);
    const now = await training.locator('.now').innerText();
    expect(plain(now)).toMatch(/^\d+\.\d % \u00b7 loss /);
    await session.page.waitForTimeout(1500);
    expect(await training.locator('.now').innerText()).toBe(now);
    expect(readdirSync(path.join(trainings, readdirSync(trainings)[0] ?? ''))).toContain('checkpoint');
    await lens('paused in epoch').waitFor();
    await session.screenshot('training-paused');
    await training.getByRole('button', { name: 'Resume' }).click();
    await training.getByRole('button', { name: 'Evaluate' }).waitFor({ timeout: 120_000 });
  });

  it('shows the epochs in charts with their tables, and copies a table with its headings', async () => {
    const { page } = session;
    const { epochs } = writtenReport();
    expect(epochs).toHaveLength(tiny.epochs);
    const frame = await monitor();
    const accuracy = frame.locator('section', { has: frame.getByRole('heading', { name: 'Accuracy' }) });
    const summary = accuracy.locator('summary');
    await summary.focus();
    await page.keyboard.press('Enter');
    const cells = await accuracy.locator('tbody tr').evaluateAll((rows) => rows.map((each) => [...each.children].map(({ textContent }) => textContent)));
    const percent = (share: number | null) => `${(100 * (share ?? NaN)).toFixed(1)} %`;
    expect(cells.map((each) => each.slice(1).map((cell) => plain(cell)))).toEqual(epochs.map((epoch) => [String(epoch.epoch), percent(epoch.accuracy), percent(epoch.validationAccuracy)]));
    await accuracy.getByRole('button', { name: 'Copy as CSV' }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^training,epoch,accuracy,validationAccuracy\n/);
    expect(await accuracy.locator('canvas').getAttribute('aria-label')).toContain(`after epoch ${tiny.epochs}`);
    await page.keyboard.press('Escape');
  });

  it('says why a training stopped, what was kept and what to do', async () => {
    await openFile('absurd.lptrain.json');
    await lens(/^Train$/).waitFor();
    // The training file in the active editor is meant.
    await runCommand(session.page, 'Train with Lp corruptions');
    const frame = await monitor();
    const failed = card(frame, '(LPR-710)');
    await failed.first().waitFor({ timeout: 60_000 });
    expect(plain(await failed.locator('.notice').innerText())).toMatch(/The loss became \S+ in epoch \d+.*last good checkpoint, after epoch \d+.*Lower the peak learning rate/s);
    await failed.getByRole('button', { name: 'Evaluate the kept model' }).waitFor();
  });

  it('shows several trainings in one plot, in every theme, and again after the window was loaded anew', async () => {
    const { page } = session;
    let frame = await monitor();
    expect(await frame.getByRole('checkbox').evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).checked))).toEqual([true, true]);
    for (const [theme, kind] of Object.entries(themes)) {
      writeFileSync(file, workspaceFile(theme));
      await frame.locator(`body.${kind}`).waitFor();
      await session.screenshot(`training-${kind}`);
      expect(await seriousProblems(frame)).toEqual([]);
    }
    await page.reload();
    await page.locator('.monaco-workbench .activitybar').waitFor({ timeout: 60_000 });
    frame = await monitor();
    await frame.locator('lpr-plot-chart').nth(3).waitFor();
    expect(await frame.getByRole('checkbox').evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).checked))).toEqual([true, true]);
    await card(frame, 'small-cnn on pictures, L2').getByRole('checkbox').click();
    await expect.poll(() => frame.locator('lpr-plot-chart canvas').first().getAttribute('aria-label')).not.toContain('L2');
  });

  it('is listed in the side panel, from where a trained model is evaluated and a training deleted', async () => {
    const { page } = session;
    await page.locator('.activitybar').getByRole('tab', { name: 'Lp Robustness' }).click();
    const { epochs } = writtenReport();
    const finished = row('small-cnn on pictures, L2');
    await finished.filter({ hasText: `validation accuracy ${(100 * (epochs.at(-1)?.validationAccuracy ?? NaN)).toFixed(1)}` }).waitFor();
    await row('LPR-710').click();
    await session.screenshot('training-side-panel');
    await page.keyboard.press('Delete');
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Delete' }).click();
    await row('LPR-710').waitFor({ state: 'detached' });
    expect(readdirSync(trainings)).toHaveLength(1);
    await finished.hover();
    await finished.getByRole('button', { name: 'Evaluate trained model' }).click();
    await pick(page, 'suite', 'quick');
    await pick(page, 'number of images', 'All images');
    const report = await reportFrameWith(page, 'Clean error', 120);
    await expect.poll(() => report.locator('h1').innerText()).toMatch(/^small-cnn-pictures-[0-9a-f]{8}$/);
    expect(await notification(page, /LPR-/).count()).toBe(0);
  });
});
