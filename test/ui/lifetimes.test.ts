import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace.mjs';
import { notification, pick, runCommand } from '../vscode/workbench.mjs';
import { holdRun } from './heldRun';
import { programs, signal } from './programs';
import { openSession, reportFrameWith, temporaryFolder, useSession, writtenReports } from './session';

describe('The status bar, and a server that is killed', () => {
  const folder = temporaryFolder();
  const session = useSession(() => {
    writeSampleWorkspace(folder);
    return openSession(folder);
  });

  const status = () => session.page.locator('.statusbar-item', { hasText: /^\s*Lp / });
  const entry = (text: string | RegExp) => session.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  const running = (program: 'server' | 'compute' | 'cli') => programs(session.server.profile, program);

  /** Sees to it that a long evaluation is on its way, and held there: that of the test before, or one of its own. */
  async function evaluateLong(): Promise<void> {
    const { page } = session;
    const isBusy = await status().filter({ hasText: / \d+\s%/ }).isVisible();
    if (!isBusy) {
      await runCommand(page, 'Evaluate Lp robustness');
      await pick(page, 'model', 'large-pictures');
      await pick(page, 'data', 'pictures-large');
      await pick(page, 'suite', 'paper');
      await pick(page, 'number of images', 'All images');
      await holdRun(folder, 0.01, () => running('compute'));
    }
    await status().filter({ hasText: / \d+\s%/ }).waitFor({ timeout: 150_000 });
  }

  it('show how far an evaluation is, and what can be done about it', async () => {
    const { page } = session;
    await evaluateLong();
    await session.screenshot('status-busy');
    await status().click();
    await entry('Cancel large-pictures on pictures-large').waitFor();
    await entry('Restart the server').waitFor();
    await session.screenshot('status-menu');
    await page.keyboard.press('Escape');
  });

  it('let it go on in the background, where it outlives the server', async () => {
    const { page } = session;
    await evaluateLong();
    await status().click();
    await entry('in the background').click();
    signal(running('compute'), 'SIGCONT');
    await expect.poll(() => running('cli').length, { timeout: 60_000 }).toBe(1);
    await status().filter({ hasText: / \d+\s%/ }).waitFor({ timeout: 60_000 });
    signal(running('server'), 'SIGKILL');
    const message = notification(page, /was interrupted.*\(LPR-603\)/);
    await message.waitFor();
    expect(running('cli')).toHaveLength(1);
    await session.screenshot('interrupted');
    await message.getByText('Go on').click();
    await expect.poll(() => running('server').length, { timeout: 60_000 }).toBe(1);
    // The run in the background is the answer: it is followed, not begun again, and stopped when the user cancels.
    await status().filter({ hasText: / \d+\s%/ }).waitFor({ timeout: 60_000 });
    await status().click();
    await entry('Cancel large-pictures on pictures-large').click();
    await expect.poll(() => [...running('cli'), ...running('compute')], { timeout: 60_000 }).toEqual([]);
    expect(writtenReports(folder)).toHaveLength(0);
  });

  it('say when the server has ended too often, and restart it', async () => {
    const { page } = session;
    if (running('server').length === 0) await runCommand(page, 'Lp robustness: Restart the server');
    await runCommand(page, 'Notifications: Clear All Notifications');
    // The last one is killed while it starts, or once it runs.
    const message = notification(page, /\(LPR-6(02|20)\)/);
    const killed = new Set<number>();
    const killNext = () => {
      const alive = running('server').filter((id) => !killed.has(id));
      for (const id of alive) killed.add(id);
      signal(alive, 'SIGKILL');
      return status().filter({ hasText: 'failed' }).isVisible();
    };
    await expect.poll(killNext, { timeout: 150_000, interval: 100 }).toBe(true);
    await message.waitFor();
    await session.screenshot('server-failed');
    expect(running('server')).toEqual([]);
    expect(running('compute')).toEqual([]);
    await message.getByRole('button', { name: 'Restart the server', exact: true }).click();
    await expect.poll(() => running('server').length, { timeout: 60_000 }).toBe(1);
    await status().filter({ hasNotText: 'failed' }).waitFor();
  });

  it('leave an editor that works', async () => {
    const { page } = session;
    rmSync(path.join(folder, '.lp-robustness'), { recursive: true, force: true });
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Evaluate Lp robustness');
    await pick(page, 'model', 'largest-channel');
    await pick(page, 'data', 'pictures');
    await pick(page, 'suite', 'quick');
    await pick(page, 'number of images', '100 images');
    await reportFrameWith(page, 'The evaluation is finished.', 150);
    await session.screenshot('status-ready');
    expect(running('compute')).toEqual([]);
  });
});
