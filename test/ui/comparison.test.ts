import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Frame } from 'playwright-core';
import { comparisonSchema, type Comparison } from '../../src/protocol/comparison';
import { comparisonMarkdown } from '../../src/protocol/reportText/comparisonFiles';
import { pointsText } from '../../src/protocol/reportText/comparisonText';
import { reloadWindow, runCommand } from '../vscode/workbench.mjs';
import { seriousProblems } from './accessibility';
import { openSession, pageFrame, shownFrame, temporaryFolder, useSession } from './session';

const repository = path.resolve(import.meta.dirname, '../..');
const cli = path.join(repository, 'dist/cli.js');
const settings = { 'lpRobustness.backend': 'wasm', 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' };
const themes = { dark: 'Dark Modern', light: 'Light Modern', 'high-contrast': 'Default High Contrast', 'high-contrast-light': 'Default High Contrast Light' };

/** A workspace with the finished runs of two models on the same images, and what the command line makes of them. */
function writeWorkspace(): { folder: string; expected: Comparison } {
  const folder = temporaryFolder();
  for (const model of ['mnist-standard', 'mnist-lp']) {
    cpSync(path.join(repository, 'playground/models', model), path.join(folder, 'models', model), { recursive: true });
    const choices = ['--model', `models/${model}/model.json`, '--data', 'mnist', '--suite', 'c2', '--backend', 'wasm', '--limit', '150'];
    execFileSync(process.execPath, [cli, 'evaluate', ...choices], { cwd: folder, stdio: 'ignore' });
  }
  const runs = path.join(folder, '.lp-robustness/runs');
  const names = readdirSync(runs);
  const inOrder = ['mnist-standard', 'mnist-lp'].map((model) => path.join(runs, names.find((name) => name.startsWith(model)) ?? ''));
  const text = execFileSync(process.execPath, [cli, 'compare', ...inOrder, '--format', 'json'], { cwd: folder, encoding: 'utf8' });
  return { folder, expected: comparisonSchema.parse(JSON.parse(text)) };
}

describe('The comparison of runs, as a person uses it', () => {
  const { folder, expected } = writeWorkspace();
  const session = useSession(() => openSession(folder, { settings }));

  /** The page of the comparison, as the test before left it on show, or opened from the palette with the runs ticked. */
  async function comparison(): Promise<Frame> {
    const { page } = session;
    const shown = await shownFrame(page, 'lpr-comparison main', 'Comparison of 2 runs');
    if (shown !== undefined) return shown;
    await runCommand(page, 'Lp robustness: Compare runs');
    for (const model of ['mnist-lp', 'mnist-standard']) await page.locator('.quick-input-list .monaco-list-row', { hasText: model }).click();
    await page.keyboard.press('Enter');
    return pageFrame(page, 'lpr-comparison');
  }

  it('opens from the palette with the runs that the user ticks, and says what the command line says', async () => {
    const frame = await comparison();
    await frame.locator('h1', { hasText: 'Comparison of 2 runs' }).waitFor();
    const mean = expected.rows[0]?.others[0];
    if (mean === undefined) throw new Error('there is no comparison');
    await frame.locator('lpr-compared-headlines dd.value', { hasText: pointsText(mean.difference) }).first().waitFor();
    expect(await frame.locator('lpr-comparison-table tbody tr').count()).toBe(expected.rows.length);
    await session.screenshot('comparison-dark');
  });

  it('shows by keyboard alone on which images the runs differ', async () => {
    const { page } = session;
    const frame = await comparison();
    const index = expected.rows.reduce((best, row, i) => ((row.others[0]?.p ?? 1) < (expected.rows[best]?.others[0]?.p ?? 1) && row.subject.kind === 'cell' ? i : best), 1);
    await frame.locator('lpr-comparison-table tbody button').nth(index).focus();
    await page.keyboard.press('Enter');
    await frame.locator('lpr-differing-images tbody tr').first().waitFor();
    await frame.locator('lpr-differing-images').scrollIntoViewIfNeeded();
    const said = await frame.locator('lpr-differing-images .hint').innerText();
    const row = expected.rows[index];
    // As many images as the difference says, at least.
    expect(Number(/^(\d+)/.exec(said)?.[1])).toBeGreaterThanOrEqual(Math.round(Math.abs(row?.others[0]?.difference ?? 1) * expected.n));
    await session.screenshot('comparison-images');
  });

  it('copies everything as Markdown', async () => {
    const frame = await comparison();
    await frame.getByRole('button', { name: 'Copy as Markdown' }).click();
    await expect.poll(() => session.page.evaluate(() => navigator.clipboard.readText())).toBe(comparisonMarkdown(expected));
  });

  it('is readable in every theme, and has nothing that axe finds serious', async () => {
    const frame = await comparison();
    for (const [name, theme] of Object.entries(themes)) {
      mkdirSync(path.join(folder, '.vscode'), { recursive: true });
      writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
      await frame.locator(`body[data-vscode-theme-id="${theme}"]`).waitFor();
      await expect.poll(() => seriousProblems(frame)).toEqual([]);
      await session.screenshot(`comparison-${name}`);
    }
  });

  it('comes back after the window is loaded again', async () => {
    await comparison();
    await reloadWindow(session.page);
    const frame = await pageFrame(session.page, 'lpr-comparison');
    await frame.locator('lpr-comparison-table tbody tr').first().waitFor();
    expect(await frame.locator('h1').innerText()).toBe('Comparison of 2 runs');
    expect(session.strayRequests).toEqual([]);
    expect(session.policyViolations).toEqual([]);
  });
});
