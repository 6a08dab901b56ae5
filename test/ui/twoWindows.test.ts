import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notification, pick, runCommand } from '../vscode/workbench.mjs';
import { openSession, reportFrame, reportFrameWith, temporaryFolder, writtenReports, type Session } from './session';

/** A folder whose name has spaces and letters beyond ASCII, with the real MNIST model. */
function writeWorkspace(): string {
  const folder = path.join(temporaryFolder(), 'zwei Fenster für 模型');
  mkdirSync(path.join(folder, '.vscode'), { recursive: true });
  writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify({ 'lpRobustness.backend': 'wasm' }));
  cpSync(path.resolve(import.meta.dirname, '../../playground/models/mnist-lp'), path.join(folder, 'models/mnist-lp'), { recursive: true });
  return folder;
}

// Each step begins where the last one has ended: none can be tried again by itself.
describe('Two windows on one folder', { retry: 0 }, () => {
  const folder = writeWorkspace();
  let session: Session;
  let other: Page;

  beforeAll(async () => {
    session = await openSession(folder);
    other = await session.openWindow();
  });
  afterAll(async () => {
    await session.end();
  });

  async function evaluate(window: Page): Promise<void> {
    await window.bringToFront();
    await runCommand(window, 'Evaluate Lp robustness');
    await pick(window, 'model', 'mnist-lp');
    await pick(window, 'data', 'MNIST');
    await pick(window, 'suite', 'paper');
    await pick(window, 'number of images', 'All images');
  }

  /** The clean error and the number of images that it is of, as the report page on show has them. */
  async function cleanError(window: Page): Promise<{ figures: string; images: number }> {
    const frame = await reportFrame(window);
    const card = frame.locator('lpr-headline-figures .figure').filter({ has: frame.locator('dt', { hasText: /^Clean error$/ }) });
    const figures = await card.locator('.interval').innerText();
    return { figures, images: Number(/of the ([\d,.\s]+) uncorrupted/.exec(await card.locator('.meaning').innerText())?.[1]?.replaceAll(/\D/g, '')) };
  }

  it('one writes a run, the other is told which window does', async () => {
    await evaluate(session.page);
    await reportFrameWith(session.page, 'Clean error', 120);
    await evaluate(other);
    await notification(other, /another window \(process \d+ on .*\(LPR-503\)/).waitFor({ timeout: 60_000 });
    await session.screenshot('two-windows-told', other);
  });

  it('and can follow it, with its estimates while they grow', async () => {
    await notification(other, /LPR-503/).getByRole('button', { name: 'Follow it', exact: true }).click();
    await reportFrameWith(other, 'Clean error', 120);
    const first = await cleanError(other);
    expect(first.figures).toMatch(/^95\s%\sinterval\s\d+\.\d\s%\sto\s\d+\.\d\s%$/);
    expect(first.images).toBeGreaterThan(0);
    await expect.poll(async () => (await cleanError(other)).images, { timeout: 180_000 }).toBeGreaterThan(first.images);
    await session.screenshot('two-windows-followed', other);
  });

  it('and looking away does not end it', async () => {
    const frame = await reportFrame(other);
    await frame.getByRole('button', { name: 'Cancel' }).click();
    await frame.getByText('was cancelled').waitFor();
    await session.page.bringToFront();
    const before = await cleanError(session.page);
    await expect.poll(async () => (await cleanError(session.page)).images, { timeout: 180_000 }).toBeGreaterThan(before.images);
  });

  it('and when the first one ends it, the other goes on with it', async () => {
    await (await reportFrame(session.page)).getByRole('button', { name: 'Cancel' }).click();
    await (await reportFrame(session.page)).getByText('was cancelled').waitFor();
    await other.bringToFront();
    await runCommand(other, 'View: Close All Editors'); // a page that has the focus would take it from the palette
    await evaluate(other);
    await reportFrameWith(other, 'Cancel', 120);
    expect(writtenReports(folder)).toHaveLength(0);
  });
});
