import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { tableMarkdown } from '../../src/protocol/reportText/dataTable';
import { transferCellText, transferRowText, transferTableOf, type TransferView } from '../../src/protocol/reportText/transferTables';
import type { TransferFileInput } from '../../src/protocol/transfer';
import { transferReportSchema, type TransferReport } from '../../src/protocol/transferReport';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace.mjs';
import { notification, pick, reloadWindow, runCommand } from '../vscode/workbench.mjs';
import { seriousProblems } from './accessibility';
import { exported } from './exporting';
import { programs, signal } from './programs';
import { openSession, pageFrame, reportFrameWith, shownFrame, temporaryFolder, useSession, type Session } from './session';

const themes = { 'Dark Modern': 'vscode-dark', 'Light Modern': 'vscode-light', 'Default High Contrast': 'vscode-high-contrast', 'Default High Contrast Light': 'vscode-high-contrast-light' };

/** Small networks on pictures of 8 x 8. A strategy has two seeds, and one has no model, as happens. */
const tiny: TransferFileInput = {
  data: './pictures',
  training: { architecture: 'small-cnn', epochs: 2, batchSize: 20 },
  strategies: [
    { name: 'standard' },
    { name: 'L2', augmentation: { noise: 'single-l2' }, seeds: [1, 2] },
    { name: 'TrivialAugment and C2', augmentation: { policy: 'trivialAugment', noise: 'c2' } },
    { name: 'gone', model: 'models/gone/model.json' },
  ],
  tests: { suite: 'paper', limit: 60, common: { limit: 4 } },
  backend: 'wasm',
};
/** Long enough to be cancelled by whoever sees it begin. */
const slow: TransferFileInput = { ...tiny, training: { architecture: 'small-cnn', epochs: 400, batchSize: 20 } };

const settings = { 'lpRobustness.backend': 'wasm', 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never', 'files.simpleDialog.enable': true };

/** Opens a file of the workspace by its name. */
async function openFile({ page }: Session, name: string): Promise<void> {
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first();
  const opened = page.locator(`.tab.active[data-resource-name="${name}"]`);
  // A webview that comes to life may take the focus, and with it the quick pick.
  for (let tries = 1; !(await opened.isVisible()); tries++) {
    if (tries > 5) throw new Error(`${name} was not opened.`);
    await page.keyboard.press('Control+P');
    await page.keyboard.type(name);
    await row.click({ timeout: 5000 }).catch(() => page.keyboard.press('Escape'));
    await opened.waitFor({ timeout: 5000 }).catch(() => undefined); // another try tells
  }
}

const lensOf = (session: Session) => (text: string | RegExp) => session.page.locator('.codelens-decoration a', { hasText: text });

describe('A transfer experiment, as a person runs it', () => {
  const folder = temporaryFolder();
  const reportFile = path.join(folder, '.lp-robustness/transfers/tiny/report.json');
  const useTheme = (theme: string): void => {
    mkdirSync(path.join(folder, '.vscode'), { recursive: true });
    writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify({ ...settings, 'workbench.colorTheme': theme }));
  };
  const session = useSession(() => {
    writeSampleWorkspace(folder);
    for (const [name, file] of Object.entries({ tiny, slow })) writeFileSync(path.join(folder, `${name}.lptransfer.json`), JSON.stringify(file, null, 2));
    useTheme('Dark Modern');
    return openSession(folder);
  });

  const lens = lensOf(session);
  const report = (): TransferReport => transferReportSchema.parse(JSON.parse(readFileSync(reportFile, 'utf8')));

  /** The page of the table, as the test before left it on show, or opened from the lens of its file; run where there is none yet. */
  async function table(): Promise<Frame> {
    const shown = await shownFrame(session.page, 'lpr-transfer main', 'Transfer: tiny');
    if (shown !== undefined) return shown;
    await openFile(session, 'tiny.lptransfer.json');
    await lens(existsSync(reportFile) ? 'transfer table' : 'Run transfer experiment').click();
    const frame = await pageFrame(session.page, 'lpr-transfer');
    await frame.locator('lpr-transfer-grid tbody tr').first().waitFor({ timeout: 120_000 });
    return frame;
  }

  /** What the cells of the table say, row by row. */
  const cells = (frame: Frame) => frame.locator('lpr-transfer-grid tbody tr').evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].map(({ textContent }) => textContent.trim())));
  const cellsOf = ({ cells: rows }: TransferReport, view: TransferView) => rows.map((row) => row.map((cell) => transferCellText(cell, view)));
  const chosenTab = (frame: Frame) => frame.locator('[role=tab][aria-selected=true]').innerText();

  it('runs from the lens of its file, with progress, to a table that opens and says what the report says', async () => {
    const { page } = session;
    rmSync(path.join(folder, '.lp-robustness'), { recursive: true, force: true });
    await openFile(session, 'tiny.lptransfer.json');
    await lens('Run transfer experiment').click();
    const toast = notification(page, 'Transfer experiment tiny');
    await toast.filter({ hasText: /Training, \d of 4 models done: \d+.%/ }).waitFor({ timeout: 120_000 });
    await session.screenshot('transfer-progress');
    await page.locator('.statusbar-item', { hasText: /Lp wasm \d+.%/ }).waitFor();
    await toast.filter({ hasText: /Testing \d of 5 under Lp corruptions/ }).waitFor({ timeout: 120_000 });
    const frame = await pageFrame(page, 'lpr-transfer');
    await frame.locator('lpr-transfer-grid tbody tr').first().waitFor();
    const { rows, strategies, standard } = report();
    expect(await frame.locator('h1').innerText()).toBe('Transfer: tiny');
    expect(await frame.locator('lpr-transfer-grid thead th').allInnerTexts()).toEqual(['standard', 'L2', 'TrivialAugment and C2', 'gone']);
    expect(await frame.locator('lpr-transfer-grid tbody th').allInnerTexts()).toEqual(rows.map(transferRowText));
    expect(await cells(frame)).toEqual(cellsOf(report(), 'error'));
    expect(strategies.map(({ models }) => models.length)).toEqual([1, 2, 1, 0]);
    expect(standard).toBe(0);
    await frame.getByText('gone lacks its model: LPR-201').first().waitFor();
    await session.screenshot('transfer-table');
    expect(await notification(page, /LPR-/).count()).toBe(0);
  });

  it('shows errors, differences and normalised accuracies, by the keyboard alone', async () => {
    const { page } = session;
    const frame = await table();
    await frame.getByRole('tab', { name: 'Error', exact: true }).click();
    for (const [view, label] of [['error', 'Error'], ['difference', 'Difference to standard'], ['normalised', 'Normalised accuracy']] as const) {
      expect(await chosenTab(frame)).toBe(label);
      expect(await cells(frame)).toEqual(cellsOf(report(), view));
      await session.screenshot(`transfer-view-${view}`);
      await page.keyboard.press('ArrowRight');
    }
    expect(await chosenTab(frame)).toBe('Error');
    // From the first cell one to the right and one down.
    await frame.locator('lpr-transfer-grid tbody button').first().focus();
    for (const key of ['ArrowRight', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    const { rows } = report();
    const [, row] = rows;
    if (row === undefined) throw new Error('there is no second row');
    expect(await frame.locator('lpr-transfer-cell h2').innerText()).toBe(`${transferRowText(row)}, trained on L2`);
    expect(await frame.locator('lpr-transfer-grid button[aria-pressed=true]').getAttribute('aria-label')).toContain(`${transferRowText(row)}, trained on L2: `);
    await frame.locator('lpr-transfer-cell p', { hasText: /^By seed: [\d.]+.%, [\d.]+.%; standard deviation/ }).waitFor();
    await session.screenshot('transfer-cell');
  });

  it('copies the view on show as Markdown', async () => {
    const frame = await table();
    await frame.getByRole('tab', { name: 'Difference to standard' }).click();
    await frame.locator('.actions').getByRole('button', { name: 'Copy as Markdown' }).click();
    await expect.poll(() => session.page.evaluate(() => navigator.clipboard.readText())).toBe(tableMarkdown(transferTableOf(report(), 'difference')));
  });

  it.each([
    ['latex', /^\\begin\{tabular\}/, 'tex'],
    ['png', /^\u0089PNG/, 'png'],
  ])('exports the table as %s', async (format, pattern, ending) => {
    const { page } = session;
    const frame = await table();
    await frame.getByRole('tab', { name: 'Error', exact: true }).click();
    expect(await exported(page, frame.locator('lpr-export-bar'), format, { folder, ending, suggested: `tiny-error.${ending}` })).toMatch(pattern);
  });

  it('is readable in every theme, and has nothing that axe finds serious', async () => {
    const frame = await table();
    await frame.locator('lpr-transfer-grid tbody button').first().click();
    for (const [theme, kind] of Object.entries(themes)) {
      useTheme(theme);
      await frame.locator(`body.${kind}`).waitFor();
      for (const tab of ['Difference to standard', 'Error']) {
        await frame.getByRole('tab', { name: tab, exact: true }).click();
        await expect.poll(() => seriousProblems(frame)).toEqual([]);
      }
      await session.screenshot(`transfer-${kind}`);
      await frame.locator('lpr-table-twin').first().scrollIntoViewIfNeeded();
      await session.screenshot(`transfer-below-${kind}`);
      await frame.locator('h1').scrollIntoViewIfNeeded();
    }
    useTheme('Dark Modern');
    await frame.locator('body.vscode-dark').waitFor();
  });

  it('opens the run behind a cell, and comes back with the cell after a reload of the window', async () => {
    const { page } = session;
    let frame = await table();
    const { strategies } = report();
    await frame.getByRole('tab', { name: 'Normalised accuracy' }).click();
    await frame.locator('lpr-transfer-grid button[data-row="1"][data-strategy="1"]').click();
    await frame.getByRole('button', { name: 'Show the images that flipped, seed 2' }).click();
    const run = await reportFrameWith(page, 'Clean error', 60);
    await run.locator('[role=tab][aria-selected=true]', { hasText: 'Flipped images' }).waitFor();
    const [, second] = strategies[1]?.models ?? [];
    expect(await run.locator('h1').innerText()).toBe(path.basename(path.dirname(path.dirname(second?.model ?? ''))));
    await session.screenshot('transfer-run');
    await runCommand(page, 'View: Close Editor');
    await pageFrame(page, 'lpr-transfer');
    await reloadWindow(page);
    frame = await pageFrame(page, 'lpr-transfer');
    await frame.locator('lpr-transfer-cell h2').waitFor();
    expect(await chosenTab(frame)).toBe('Normalised accuracy');
  });

  it('opens its table again from the lens, and says when the file is newer', async () => {
    await openFile(session, 'tiny.lptransfer.json');
    await lens('transfer table').waitFor();
    writeFileSync(path.join(folder, 'tiny.lptransfer.json'), `${JSON.stringify(tiny, null, 2)}\n`);
    await lens('file written since').waitFor();
    await session.screenshot('transfer-lens');
    await lens('transfer table').click();
    await pageFrame(session.page, 'lpr-transfer');
  });

  it('is cancelled from its notification, says that what is done is kept, and goes on; likewise after a crash of the server', async () => {
    const { page } = session;
    await openFile(session, 'slow.lptransfer.json');
    await lens('Run transfer experiment').waitFor();
    // The transfer file in the active editor is meant.
    await runCommand(page, 'Run transfer experiment');
    const toast = notification(page, 'Transfer experiment slow');
    await toast.filter({ hasText: 'Training, 0 of 4 models done' }).waitFor({ timeout: 60_000 });
    await toast.getByText('Cancel').click();
    const told = notification(page, 'The transfer experiment slow was cancelled');
    await told.waitFor();
    await session.screenshot('transfer-cancelled');
    await told.getByRole('button', { name: 'Go on' }).click();
    await toast.filter({ hasText: 'Training, 0 of 4 models done' }).waitFor({ timeout: 60_000 });
    // So it does when the server is killed under it.
    signal(programs(session.server.profile, 'server'), 'SIGKILL');
    const interrupted = notification(page, /The transfer experiment slow was interrupted: .*\(LPR-603\)/);
    await interrupted.getByRole('button', { name: 'Go on' }).click();
    await toast.filter({ hasText: 'Training, 0 of 4 models done' }).waitFor({ timeout: 60_000 });
    await toast.getByText('Cancel').click();
    await told.waitFor();
    await runCommand(page, 'Notifications: Clear All Notifications');
    expect(readdirSync(path.join(folder, '.lp-robustness/transfers'))).toEqual(['tiny']);
  });

  it('begins from the palette with one of the workspace, or with a new file for data that the user chooses', async () => {
    const { page } = session;
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Run transfer experiment');
    const entries = page.locator('.quick-input-list .monaco-list-row');
    await entries.filter({ hasText: 'New transfer experiment' }).waitFor();
    expect(await entries.filter({ hasText: '.lptransfer.json' }).count()).toBe(2);
    await entries.filter({ hasText: 'New transfer experiment' }).click();
    await pick(page, 'New transfer experiment: data', 'pictures');
    await lens('Run transfer experiment').waitFor();
    await notification(page, 'trains and tests a model for each of its strategies').waitFor();
    await session.screenshot('transfer-new');
    expect(readFileSync(path.join(folder, 'pictures.lptransfer.json'), 'utf8')).toContain('"data": "./pictures"');
    expect(await page.locator('.squiggly-error, .squiggly-warning').count()).toBe(0);
    expect(session.strayRequests).toEqual([]);
    expect(session.policyViolations).toEqual([]);
  });
});

describe('A transfer experiment in Restricted Mode', () => {
  const folder = temporaryFolder();
  const session = useSession(() => {
    writeSampleWorkspace(folder);
    // Two models that exist: nothing is trained for it.
    const model = 'models/largest-channel/model.json';
    const file: TransferFileInput = { data: './pictures', strategies: [{ name: 'one', model }, { name: 'other', model }], tests: { suite: 'quick', limit: 20 }, backend: 'wasm' };
    writeFileSync(path.join(folder, 'quick.lptransfer.json'), JSON.stringify(file, null, 2));
    execFileSync(process.execPath, [path.resolve(import.meta.dirname, '../../dist/cli.js'), 'transfer', 'quick.lptransfer.json'], { cwd: folder, stdio: 'ignore' });
    return openSession(folder, { trust: false, settings });
  });

  it('shows the table that there is, and runs nothing', async () => {
    const { page } = session;
    const lens = lensOf(session);
    await openFile(session, 'quick.lptransfer.json');
    await lens('transfer table').waitFor();
    expect(await lens('Run transfer experiment').count()).toBe(0);
    await runCommand(page, 'Run transfer experiment');
    await notification(page, /\(LPR-604\)/).waitFor();
    await lens('transfer table').click();
    const frame = await pageFrame(page, 'lpr-transfer');
    expect(await frame.locator('lpr-transfer-grid thead th').allInnerTexts()).toEqual(['one', 'other']);
  });
});
