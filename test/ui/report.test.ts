import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { reportSchema } from '../../src/protocol/report';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace.mjs';
import { reloadWindow, runCommand } from '../vscode/workbench.mjs';
import { seriousProblems } from './accessibility';
import { exported } from './exporting';
import { openSession, pageFrame, reportFrameWith, shownFrame, temporaryFolder, useSession } from './session';

const root = path.resolve(import.meta.dirname, '../..');
const hostileName = '<img src=x onerror=alert(1)>';
const themes = { 'Dark Modern': 'vscode-dark', 'Light Modern': 'vscode-light', 'Default High Contrast': 'vscode-high-contrast' };
const tabs = ['Curves', 'Matrix', 'Classes', 'Sizes', 'Calibration', 'Flipped images', 'Provenance'];

/** A workspace with two finished runs, made by the command line, and a report that is none. */
function writeWorkspace() {
  const folder = temporaryFolder();
  writeSampleWorkspace(folder);
  cpSync(path.join(folder, 'models/largest-channel'), path.join(folder, 'models', hostileName), { recursive: true });
  const runs = path.join(folder, '.lp-robustness/runs');
  const evaluate = (model: string, out: string) =>
    execFileSync(process.execPath, [path.join(root, 'dist/cli.js'), 'evaluate', '--model', path.join(folder, 'models', model, 'model.json'), '--data', path.join(folder, 'pictures'), '--suite', 'paper', '--backend', 'wasm', '--out', path.join(runs, out)], { cwd: folder, stdio: 'ignore' });
  mkdirSync(runs, { recursive: true });
  // Where class separation is known, a report says what it means for its epsilons.
  execFileSync(process.execPath, [path.join(root, 'dist/cli.js'), 'separation', '--data', path.join(folder, 'pictures'), '--norm', '2', '--between', 'test-test'], { cwd: folder, stdio: 'ignore' });
  evaluate('largest-channel', 'first');
  evaluate(hostileName, 'second');
  cpSync(path.join(runs, 'first'), path.join(runs, 'broken'), { recursive: true });
  writeFileSync(path.join(runs, 'broken/report.json'), '{"kind": "evaluation", "clean": "<img src=x onerror=alert(1)>"}');
  return { folder, runs };
}

describe('The report of a run, as the editor of its file', () => {
  const { folder, runs } = writeWorkspace();
  const report = reportSchema.parse(JSON.parse(readFileSync(path.join(runs, 'first/report.json'), 'utf8')));
  const settings = (theme: string) => {
    mkdirSync(path.join(folder, '.vscode'), { recursive: true });
    writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify({ 'workbench.colorTheme': theme, 'explorer.compactFolders': false, 'files.simpleDialog.enable': true }));
  };
  const session = useSession(() => {
    settings('Dark Modern');
    return openSession(folder);
  });

  /** Opens a file from the explorer, folder by folder. */
  async function openFromExplorer(run: string): Promise<void> {
    const { page } = session;
    if (!(await page.locator('.explorer-folders-view').isVisible())) await runCommand(page, 'View: Show Explorer');
    const entry = (place: string) => page.locator('.explorer-folders-view .monaco-list-row').filter({ has: page.locator(`.explorer-item[aria-label$="/${place}"]`) });
    const file = `.lp-robustness/runs/${run}/report.json`;
    for (const place of ['.lp-robustness', '.lp-robustness/runs', `.lp-robustness/runs/${run}`]) {
      await entry(place).waitFor();
      if ((await entry(place).getAttribute('aria-expanded')) !== 'true') await entry(place).click();
    }
    await entry(file).dblclick();
  }

  /** The page of a run's report, as the test before left it on show, or opened. */
  async function show(run: 'first' | 'second'): Promise<Frame> {
    const name = { first: 'largest-channel', second: hostileName }[run];
    const shown = await shownFrame(session.page, 'lpr-report main', name);
    if (shown !== undefined) return shown;
    await openFromExplorer(run);
    return reportFrameWith(session.page, name, 60);
  }

  const chosen = (frame: Frame) => frame.locator('[role=tab][aria-selected=true]').innerText();

  it('opens from the explorer, with the numbers of the file', async () => {
    await openFromExplorer('first');
    const frame = await reportFrameWith(session.page, 'largest-channel', 60);
    expect(await frame.locator('h1').innerText()).toBe('largest-channel');
    expect(await frame.locator('lpr-headline-figures .value').first().innerText()).toBe(`${(report.clean.error * 100).toFixed(1)}\u00a0%`);
    expect(await frame.locator('lpr-curve-chart canvas').count()).toBe(9);
    expect(await frame.locator('lpr-curves tbody tr').count()).toBe(1 + report.cells.length);
    expect(await frame.locator('lpr-curves .safety').innerText()).toMatch(/^L2: from epsilon [\d.]+ on .* no longer guarantees the label/);
  });

  it('shows every view by the keyboard alone, each with a table that can be reached', async () => {
    const { page } = session;
    const frame = await show('first');
    await frame.getByRole('tab', { name: 'Curves' }).click();
    await frame.locator('[role=tab][aria-selected=true]').focus();
    for (const name of tabs) {
      expect(await chosen(frame)).toBe(name);
      const panel = frame.locator('[role=tabpanel]');
      if (name !== 'Provenance') {
        const region = panel.locator('lpr-data-table [role=region]').first();
        await region.waitFor({ timeout: 60_000 });
        expect(await region.getAttribute('tabindex')).toBe('0');
        expect(await region.locator('tbody tr').count()).toBeGreaterThan(2);
      }
      await session.screenshot(`report-view-${name.toLowerCase().replace(' ', '-')}`);
      await page.keyboard.press('ArrowRight');
    }
    expect(await chosen(frame)).toBe('Curves');
    await page.keyboard.press('End');
    expect(await chosen(frame)).toBe('Provenance');
    await frame.getByText('Worked on').waitFor();
  });

  it('shows the images that flipped, each before, after and what was changed', async () => {
    const frame = await show('first');
    await frame.getByRole('tab', { name: 'Flipped images' }).click();
    await frame.locator('lpr-flip canvas').nth(2).waitFor({ timeout: 60_000 });
    const cards = frame.locator('lpr-flip');
    const losses = await cards.locator('dd:last-child').allInnerTexts();
    const numbers = losses.map((text) => Number(text.replace(/[^\d.-]/g, '')));
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    const painted = await cards.first().locator('canvas').evaluateAll((elements) =>
      elements.map((canvas) => (canvas instanceof HTMLCanvasElement ? Array.from(canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? []) : [])),
    );
    expect(painted.map((data) => data.length)).toEqual([8 * 8 * 4, 8 * 8 * 4, 8 * 8 * 4]);
    expect(painted[0]).not.toEqual(painted[1]);
    await session.screenshot('report-flips');
    await frame.getByRole('button', { name: 'Next' }).click();
    await frame.getByText(/^13 to /).waitFor();
  });

  it.each(Object.entries(themes))('has nothing that axe finds serious in any view, in %s', async (theme, kind) => {
    settings(theme);
    const frame = await show('first');
    await frame.locator(`body.${kind}`).waitFor();
    for (const name of tabs) {
      await frame.getByRole('tab', { name }).click();
      await frame.locator(name === 'Provenance' ? 'lpr-provenance dl' : '[role=tabpanel] lpr-data-table table').first().waitFor({ timeout: 60_000 });
      await session.screenshot(`report-${name.toLowerCase().replace(' ', '-')}-${kind}`);
      await expect.poll(() => seriousProblems(frame)).toEqual([]);
    }
  });

  it('copies a table with its headers', async () => {
    const { page } = session;
    const frame = await show('first');
    await frame.getByRole('tab', { name: 'Matrix' }).click();
    for (const [button, pattern] of [['Copy table', /^Norm\tEpsilon\tError\t/], ['Copy as Markdown', /^\| Norm \| Epsilon \| Error \|/], ['Copy as CSV', /^norm,sampling,unit,epsilon,error,low,high/]] as const) {
      await frame.getByRole('button', { name: button }).click();
      await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(pattern);
    }
  });

  it.each([
    ['csv', /^norm,epsilon1,error1/, 'csv'],
    ['json', /^\{\n {2}"title"/, 'json'],
    ['markdown', /^\| Norm \|/, 'md'],
    ['latex', /^\\begin\{tabular\}/, 'tex'],
    ['svg', /^<svg xmlns/, 'svg'],
    ['html', /^<!doctype html>/, 'html'],
    ['png', /^\u0089PNG/, 'png'],
  ])('exports a view as %s', async (format, pattern, ending) => {
    const { page } = session;
    const frame = await show('first');
    await frame.getByRole('tab', { name: 'Matrix' }).click();
    expect(await exported(page, frame.locator('[role=tabpanel] lpr-export-bar'), format, { folder, ending, suggested: 'first-matrix.' })).toMatch(pattern);
  });

  it('says with a code what is wrong with a file that is no report', async () => {
    await show('first');
    await openFromExplorer('broken');
    const frame = await reportFrameWith(session.page, 'LPR-606', 60);
    expect(await frame.locator('img').count()).toBe(0);
    await session.screenshot('report-broken');
    await runCommand(session.page, 'View: Close Editor');
    await reportFrameWith(session.page, 'largest-channel', 60);
  });

  it('is open for two runs at once, and takes names for names', async () => {
    const { page } = session;
    await show('first');
    await show('second');
    expect(await page.locator('.tab[data-resource-name="report.json"]').count()).toBe(2);
  });

  it('survives a reload of the window, on the view that was shown', async () => {
    const { page } = session;
    if ((await page.locator('.tab[data-resource-name="report.json"]').count()) < 2) await show('first');
    const frame = await show('second');
    await frame.getByRole('tab', { name: 'Calibration' }).click();
    await frame.locator('lpr-calibration svg').waitFor({ timeout: 60_000 });
    await reloadWindow(page);
    const again = await reportFrameWith(page, hostileName, 120);
    await expect.poll(() => chosen(again)).toBe('Calibration');
    expect(await page.locator('.tab[data-resource-name="report.json"]').count()).toBe(2);
  });

  it('shows an image of the run in the preview', async () => {
    const { page } = session;
    const frame = await show('second');
    await frame.getByRole('tab', { name: 'Flipped images' }).click();
    const card = frame.locator('lpr-flip').first();
    const image = /Image (\d+)/.exec(await card.locator('h3').innerText())?.[1] ?? '';
    await card.getByRole('button', { name: `Preview of image ${image}` }).click();
    const preview = await pageFrame(page, 'lpr-preview');
    await preview.locator('canvas').first().waitFor({ timeout: 60_000 });
    await preview.locator('th.row', { hasText: image }).first().waitFor();
    await session.screenshot('report-to-preview');
  });

  it('asked nothing of any other machine, and no page did what its policy forbids', () => {
    expect(session.strayRequests).toEqual([]);
    expect(session.policyViolations).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.startsWith('export.'))).toHaveLength(7);
    expect(existsSync(path.join(runs, 'first/outcomes.parquet'))).toBe(true);
  });
});
