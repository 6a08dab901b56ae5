import { cpSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/protocol/report';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace.mjs';
import { notification, pick, runCommand } from '../vscode/workbench.mjs';
import { seriousProblems } from './accessibility';
import { programs } from './programs';
import { openSession, reportFrame, reportFrameWith, shownFrame, temporaryFolder, useSession, writtenReports } from './session';

const percent = (fraction: number) => `${(fraction * 100).toFixed(1)}\u00a0%`;
const hostileName = '<img src=x onerror=alert(1)>';

/** Themes by their setting, with what the page of a webview is told of them. */
const themes = {
  'Dark Modern': 'vscode-dark',
  'Light Modern': 'vscode-light',
  'Default High Contrast': 'vscode-high-contrast',
  'Default High Contrast Light': 'vscode-high-contrast-light',
};

const workspaceFile = (theme: string) =>
  JSON.stringify({ folders: [{ path: 'sample' }, { path: 'playground' }], settings: { 'lpRobustness.backend': 'wasm', 'workbench.colorTheme': theme } });

/** A workspace of two folders, so that it matters which one a run goes to. */
function writeWorkspace() {
  const root = temporaryFolder();
  const sample = path.join(root, 'sample');
  const playground = path.join(root, 'playground');
  writeSampleWorkspace(sample);
  cpSync(path.join(sample, 'models/largest-channel'), path.join(sample, 'models', hostileName), { recursive: true });
  cpSync(path.resolve(import.meta.dirname, '../../playground/models/mnist-standard'), path.join(playground, 'models/mnist-standard'), { recursive: true });
  const file = path.join(root, 'both.code-workspace');
  writeFileSync(file, workspaceFile('Dark Modern'));
  return { file, sample, playground };
}

describe('Evaluate Lp robustness, as a person does it', () => {
  const { file, sample, playground } = writeWorkspace();
  const session = useSession(() => openSession(file));

  /** Answers the four questions of the palette. */
  async function choose(model: string, data: string, suite: string, images: string): Promise<void> {
    const { page } = session;
    await runCommand(page, 'Evaluate Lp robustness');
    await pick(page, 'model', model);
    await pick(page, 'data', data);
    await pick(page, 'suite', suite);
    await pick(page, 'number of images', images);
  }

  const finished = async () => {
    await session.page.locator('.tab', { hasText: 'Lp robustness' }).and(session.page.locator('[data-resource-name="report.json"]')).waitFor({ timeout: 150_000 });
    return reportFrameWith(session.page, 'The evaluation is finished.', 60);
  };

  const forgetRuns = (folder: string) => rmSync(path.join(folder, '.lp-robustness'), { recursive: true, force: true });

  /** The page with the report on the MNIST model, as the test before left it on show, or by the palette. */
  async function mnistReport(): Promise<Frame> {
    const shown = await shownFrame(session.page, 'lpr-report main', 'mnist-standard');
    if (shown !== undefined) return shown;
    await choose('mnist-standard', 'MNIST', 'paper', '100 images');
    return reportFrameWith(session.page, 'This evaluation was finished before.', 150);
  }

  it('offers every model of both folders', async () => {
    const { page } = session;
    await runCommand(page, 'Evaluate Lp robustness');
    const rows = page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: 'mnist-standard' }).waitFor();
    await session.screenshot('palette-models');
    const texts = (await rows.allInnerTexts()).join('\n');
    for (const model of ['largest-channel', 'large-pictures', 'cut-off', 'mnist-standard', hostileName]) expect(texts).toContain(model);
    expect(texts).not.toContain('settings');
    expect(texts).not.toContain('node_modules');
    await page.keyboard.press('Escape');
  });

  it('shows progress, and then a report with the numbers of report.json', async () => {
    const { page } = session;
    forgetRuns(playground);
    await choose('mnist-standard', 'MNIST', 'paper', '100 images');
    await notification(page, 'Lp robustness of mnist-standard on mnist').waitFor();
    const frame = await finished();

    const reports = writtenReports(playground);
    expect(reports).toHaveLength(1);
    const [report] = reports as [Report];
    expect(report.clean.n).toBe(100);
    expect(report.backend.name).toBe('wasm');
    expect(await frame.locator('h1').innerText()).toBe('mnist-standard');
    const figures = await frame.locator('lpr-headline-figures .value').allInnerTexts();
    expect(figures[0]).toBe(percent(report.clean.error));
    expect(figures[1]).toBe(percent(report.mceLp.value ?? NaN));

    const rows = await frame.locator('lpr-curves tbody tr').evaluateAll((elements) => elements.map((row) => [...row.children].map((cell) => cell.textContent)));
    expect(rows).toHaveLength(1 + report.cells.length);
    report.cells.forEach((cell, index) => {
      expect(rows[index + 1]?.slice(2, 4)).toEqual([percent(cell.error), `[${percent(cell.low)}, ${percent(cell.high)}]`].map((text) => text.replaceAll('\u00a0', ' ')));
    });
    expect(await frame.locator('lpr-curve-chart canvas').count()).toBe(new Set(report.cells.map(({ norm }) => norm)).size);
    await frame.getByRole('tab', { name: 'Provenance' }).click();
    expect(await frame.locator('lpr-provenance dl').innerText()).toContain(report.model.hash);
    await frame.getByRole('tab', { name: 'Curves' }).click();
  });

  it('draws the curves', async () => {
    const frame = await mnistReport();
    const painted = await frame.locator('lpr-curve-chart canvas').evaluateAll((elements) =>
      elements.map((canvas) => {
        if (!(canvas instanceof HTMLCanvasElement)) return 0;
        const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
        return data.filter((value, index) => index % 4 === 3 && value > 0).length;
      }),
    );
    expect(Math.min(...painted)).toBeGreaterThan(1000);
  });

  it.each(Object.entries(themes))('is readable in %s', async (theme, kind) => {
    writeFileSync(file, workspaceFile(theme));
    const frame = await mnistReport();
    await frame.locator(`body.${kind}[data-vscode-theme-id="${theme}"]`).waitFor();
    const name = theme.replace('Default ', '').toLowerCase().replaceAll(' ', '-');
    await session.screenshot(`report-${name}`);
    await expect.poll(() => seriousProblems(frame)).toEqual([]);
    await frame.locator('lpr-table-twin').scrollIntoViewIfNeeded();
    await session.screenshot(`report-${name}-below`);
    await frame.locator('h1').scrollIntoViewIfNeeded();
  });

  it('copies the table', async () => {
    const { page } = session;
    const frame = await mnistReport();
    await frame.getByText('Copy as Markdown').click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('| Norm | Epsilon | Error |');
    await frame.getByText('Copy as CSV').click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^norm,sampling,unit,/);
  });

  it('is the same after the panel was hidden, and where it was scrolled to', async () => {
    const { page } = session;
    const before = await mnistReport();
    const text = await before.locator('lpr-headline-figures dl').innerText();
    await before.locator('lpr-table-twin').scrollIntoViewIfNeeded();
    await expect.poll(() => before.evaluate(() => window.scrollY)).toBeGreaterThan(0);
    await page.waitForTimeout(300); // the end of scrolling is told a little later
    await runCommand(page, 'File: New Untitled Text File');
    await page.locator('.tab', { hasText: 'Untitled-1' }).waitFor();
    await page.locator('.tab', { hasText: 'mnist-standard' }).click();
    const after = await reportFrameWith(page, 'mnist-standard', 60);
    await expect.poll(() => after.locator('lpr-headline-figures dl').innerText()).toBe(text);
    await expect.poll(() => after.evaluate(() => window.scrollY)).toBeGreaterThan(0);
  });

  it('offers the last choice first, and returns its finished run', async () => {
    const { page } = session;
    await mnistReport();
    await runCommand(page, 'Evaluate Lp robustness');
    const rows = page.locator('.quick-input-list .monaco-list-row');
    await rows.first().filter({ hasText: 'last used' }).filter({ hasText: 'mnist-standard' }).click();
    for (const [title, text] of [['data', 'MNIST'], ['suite', 'paper'], ['number of images', '100 images']] as const) {
      await page.locator('.quick-input-title', { hasText: title }).waitFor();
      await rows.first().filter({ hasText: 'last used' }).filter({ hasText: text }).click();
    }
    const frame = await reportFrame(page);
    await frame.getByText('This evaluation was finished before.').waitFor();
    expect(writtenReports(playground)).toHaveLength(1);
  });

  it('is cancelled from the panel, and leaves no process behind', async () => {
    const { page, server } = session;
    forgetRuns(sample);
    await runCommand(page, 'View: Close All Editors');
    await choose('large-pictures', 'pictures-large', 'paper', 'All images');
    const frame = await reportFrame(page);
    await frame.locator('lpr-run-status').getByText('left').waitFor({ timeout: 120_000 });
    await session.screenshot('running');
    expect(programs(server.profile, 'compute').length).toBeGreaterThan(0);
    await frame.getByRole('button', { name: 'Cancel' }).click();
    await frame.getByText('The evaluation was cancelled.').waitFor();
    await expect.poll(() => programs(server.profile, 'compute'), { timeout: 20_000 }).toEqual([]);
    await notification(page, 'Lp robustness of').waitFor({ state: 'hidden' });
    await session.screenshot('cancelled');
    expect(writtenReports(sample)).toHaveLength(0);
  });

  it('says what is wrong with a model and what to do, with a code', async () => {
    const { page } = session;
    await choose('cut-off', 'pictures', 'quick', 'All images');
    const message = notification(page, /\(LPR-2\d\d\)/);
    await message.waitFor();
    await message.getByText('Open log').waitFor();
    await session.screenshot('error');
    await runCommand(page, 'Notifications: Clear All Notifications');
  });

  it('resizes pictures of another size where the user wants it', async () => {
    const { page } = session;
    forgetRuns(sample);
    await runCommand(page, 'View: Close All Editors');
    await choose('largest-channel', 'pictures-large', 'quick', '100 images');
    const message = notification(page, /\(LPR-327\)/);
    await message.waitFor();
    await message.getByText('Resize the images').click();
    const frame = await finished();
    expect(await frame.locator('h1').innerText()).toBe('largest-channel');
  });

  it('takes names for names', async () => {
    const { page } = session;
    forgetRuns(sample);
    await runCommand(page, 'View: Close All Editors');
    await choose(hostileName, 'pictures', 'quick', 'All images');
    const frame = await finished();
    expect(await frame.locator('h1').innerText()).toBe(hostileName);
    expect(await frame.locator('img').count()).toBe(0);
    await page.setViewportSize({ width: 800, height: 900 });
    await session.screenshot('report-narrow');
    expect(await frame.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    await page.setViewportSize({ width: 1400, height: 900 });
  });

  it('says which backends work', async () => {
    const { page } = session;
    await runCommand(page, 'Lp robustness: Check backends');
    await page.locator('.quick-input-title', { hasText: 'Backends of Lp Robustness' }).waitFor({ timeout: 120_000 });
    const rows = page.locator('.quick-input-list .monaco-list-row');
    expect(await rows.count()).toBe(4);
    expect(await rows.filter({ hasText: 'wasm' }).innerText()).toContain('works');
    await session.screenshot('backends');
    await page.keyboard.press('Escape');
  });

  it('asked nothing of any other machine, and no page did what its policy forbids', () => {
    expect(session.strayRequests).toEqual([]);
    expect(session.policyViolations).toEqual([]);
  });
});
