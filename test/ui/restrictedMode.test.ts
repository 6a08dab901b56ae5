import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace.mjs';
import { notification, pick, runCommand } from '../vscode/workbench.mjs';
import { programs } from './programs';
import { openSession, reportFrame, reportFrameWith, temporaryFolder, useSession, writtenReports } from './session';

const settings = { 'lpRobustness.backend': 'wasm', 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' };

/** Names that would do harm where they are taken for anything but names; a file system allows 255 bytes. */
const hostileClasses = ['<img src=x onerror=alert(1)>', '"quotes\' & \u202Eright to left', 'x'.repeat(250)];

describe('In Restricted Mode, in a folder with spaces and letters of other scripts', () => {
  const folder = path.join(temporaryFolder(), "Pr\u00fcf daten \u6570\u636e & Co's");
  const runs = path.join(folder, '.lp-robustness', 'runs');
  let evaluated: string[] = [];
  const session = useSession(() => {
    mkdirSync(folder);
    writeSampleWorkspace(folder);
    readdirSync(path.join(folder, 'pictures')).forEach((name, index) => renameSync(path.join(folder, 'pictures', name), path.join(folder, 'pictures', hostileClasses[index] ?? name)));
    const choices = ['--model', 'models/largest-channel/model.json', '--data', 'pictures', '--suite', 'quick', '--backend', 'wasm', '--limit', '30'];
    execFileSync(process.execPath, [path.resolve(import.meta.dirname, '../../dist/cli.js'), 'evaluate', ...choices], { cwd: folder, stdio: 'ignore' });
    evaluated = readdirSync(runs);
    return openSession(folder, { trust: false, settings });
  });

  it('shows results', async () => {
    const { page } = session;
    await runCommand(page, 'Open Lp robustness report');
    await page.locator('.quick-input-list .monaco-list-row').first().click();
    const frame = await reportFrame(page);
    expect(await frame.locator('h1').innerText()).toBe('largest-channel');
    await session.screenshot('restricted-report');
    expect(await frame.locator('img[src=x]').count()).toBe(0);
  });

  it('opens no model, and says how to go on', async () => {
    const { page } = session;
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Evaluate Lp robustness');
    const message = notification(page, /\(LPR-604\)/);
    await message.waitFor({ timeout: 60_000 });
    await session.screenshot('restricted-mode');
    expect(programs(session.server.profile, 'compute')).toEqual([]);
    expect(writtenReports(folder)).toHaveLength(1);
    await message.getByText('Manage workspace trust').click();
    await page.locator('.workspace-trust-editor').waitFor();
  });

  it('evaluates once trust is granted, without a reload', async () => {
    const { page } = session;
    for (const run of readdirSync(runs)) if (!evaluated.includes(run)) rmSync(path.join(runs, run), { recursive: true });
    const trustEditor = page.locator('.workspace-trust-editor');
    if (!(await trustEditor.isVisible())) await runCommand(page, 'Workspaces: Manage Workspace Trust');
    const reloads: string[] = [];
    page.on('load', () => reloads.push(page.url()));
    await trustEditor.getByText('Trust', { exact: true }).first().click();
    await trustEditor.getByText('You trust this folder').waitFor();
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Evaluate Lp robustness');
    await pick(page, 'model', 'largest-channel');
    await pick(page, 'data', 'pictures');
    await pick(page, 'suite', 'quick');
    await pick(page, 'number of images', '100 images');
    const frame = await reportFrameWith(page, 'The evaluation is finished.', 150);
    expect(reloads).toEqual([]);
    const reports = writtenReports(folder);
    expect(reports).toHaveLength(2);
    expect(reports.every(({ data }) => hostileClasses.every((name) => data.classNames.includes(name)))).toBe(true);
    expect(await frame.locator('img[src=x]').count()).toBe(0);
    expect(existsSync(runs)).toBe(true);
    await session.screenshot('trusted-report');
  });

  it('asked nothing of any other machine, and no page did what its policy forbids', () => {
    expect(session.strayRequests).toEqual([]);
    expect(session.policyViolations).toEqual([]);
  });
});
