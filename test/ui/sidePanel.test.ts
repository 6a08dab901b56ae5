import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RunListing } from '../../src/engine/run/runListing';
import { reportMarkdown } from '../../src/protocol/reportText/reportMarkdown';
import { notification, pick, runCommand } from '../vscode/workbench.mjs';
import { holdRun } from './heldRun';
import { programs } from './programs';
import { openSession, reportFrame, temporaryFolder, useSession, writtenReports } from './session';

const repository = path.resolve(import.meta.dirname, '../..');
const settings = { 'lpRobustness.backend': 'wasm', 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' };
const hostileName = '<img src=x onerror=alert(1)> [a](command:b) **c**';
/** Themes with the class of the workbench. */
const themes = { dark: ['Dark Modern', 'vs-dark'], light: ['Light Modern', 'vs'], 'high-contrast': ['Default High Contrast', 'hc-black'], 'high-contrast-light': ['Default High Contrast Light', 'hc-light'] } as const;

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const percent = (fraction: number | null | undefined) => `${(100 * (fraction ?? NaN)).toFixed(1)} %`;

/** A folder with a model, and one with the same weights and a name that means mischief. */
function writeWorkspace(): string {
  const folder = temporaryFolder();
  for (const name of ['mnist-lp', hostileName]) cpSync(path.join(repository, 'playground/models/mnist-lp'), path.join(folder, 'models', name), { recursive: true });
  return folder;
}

/** Evaluates in a terminal, as far as the editor can tell. */
function evaluateElsewhere(folder: string, { model, suite, limit }: Finished): ChildProcess {
  const choices = ['--model', `models/${model}/model.json`, '--data', 'mnist', '--suite', suite, '--backend', 'wasm', '--limit', String(limit)];
  return spawn(process.execPath, [path.join(repository, 'dist/cli.js'), 'evaluate', ...choices], { cwd: folder, stdio: 'ignore' });
}
const ended = (child: ChildProcess) => new Promise((resolve) => child.on('exit', resolve));

/** A finished run of the panel's folder. */
interface Finished {
  readonly model: string;
  readonly suite: string;
  readonly limit: number;
}
const small: Finished = { model: 'mnist-lp', suite: 'paper', limit: 100 };
const large: Finished = { model: 'mnist-lp', suite: 'paper', limit: 300 };
const hostile: Finished = { model: hostileName, suite: 'quick', limit: 50 };

describe('The side panel, as a person uses it', () => {
  const folder = writeWorkspace();
  const runsFolder = path.join(folder, '.lp-robustness', 'runs');
  const session = useSession(() => openSession(folder, { settings }));

  const view = (name: string) => session.page.locator('.pane', { has: session.page.locator('.pane-header', { hasText: name }) });
  const row = (name: string, text: string | RegExp) => view(name).locator('.monaco-list-row', { hasText: text });
  const clipboard = () => session.page.evaluate(() => navigator.clipboard.readText());
  const listing = new RunListing(() => undefined);

  async function openPanel(): Promise<void> {
    if (!(await view('Runs').isVisible())) await session.page.locator('.activitybar').getByRole('tab', { name: 'Lp Robustness' }).click();
  }

  /** Opens the panel on a folder with these runs, as the tests before left them or as the command line makes them, and with no other. */
  async function openPanelWith(...wanted: readonly Finished[]): Promise<void> {
    const is = ({ model, suite, limit }: Finished) => (run: { model: string; suite: string; limit: number | null; state: { kind: string } }) =>
      path.basename(path.dirname(run.model)) === model && run.suite === suite && run.limit === limit && run.state.kind === 'finished';
    const there = await listing.runs(runsFolder);
    for (const run of there) if (!wanted.some((one) => is(one)(run))) rmSync(run.folder, { recursive: true });
    for (const one of wanted) {
      if (!there.some(is(one))) await ended(evaluateElsewhere(folder, one));
    }
    await openPanel();
    await expect.poll(() => row('Runs', 'mCE_Lp').count()).toBe(wanted.length);
    await expect.poll(() => row('Runs', /./).count()).toBe(wanted.length);
  }

  /** A run of a terminal that is stopped on its way, and the terminal. */
  async function heldElsewhere(): Promise<ChildProcess> {
    const terminal = evaluateElsewhere(folder, large);
    onTestFinished(() => void terminal.kill('SIGKILL')); // one that is stopped would stay for ever
    await holdRun(folder, 0.1, () => [terminal.pid ?? NaN]);
    return terminal;
  }

  it('welcomes whoever opens it first, offers to evaluate, and shows the run while it goes on and its figures when it has finished', async () => {
    const { page, server } = session;
    rmSync(path.dirname(runsFolder), { recursive: true, force: true });
    await openPanel();
    await row('Models', 'mnist-lp').filter({ hasText: 'not evaluated yet' }).waitFor();
    await view('Runs').getByText('Nothing has been evaluated in this folder yet.').waitFor();
    await session.screenshot('panel-welcome');
    await view('Runs').getByRole('button', { name: 'Evaluate Lp Robustness' }).click();
    await pick(page, 'model', 'mnist-lp');
    await pick(page, 'data', 'MNIST');
    await pick(page, 'suite', 'paper');
    await pick(page, 'number of images', '100 images');

    const run = await holdRun(folder, 0, () => programs(server.profile, 'compute'));
    await row('Runs', /running, \d+/).waitFor({ timeout: 60_000 });
    run.goOn();
    await row('Runs', 'mCE_Lp').waitFor({ timeout: 150_000 });
    const [report] = writtenReports(folder);
    const shown = plain(await row('Runs', 'mnist-lp on mnist').innerText());
    expect(shown).toContain(`mCE_Lp ${percent(report?.mceLp.value)}`);
    expect(shown).toContain(`clean ${percent(report?.clean.error)}`);
    expect(plain(await row('Models', 'mnist-lp').innerText())).toContain(`mCE_Lp ${percent(report?.mceLp.value)}`);
    const label = plain((await row('Runs', 'mnist-lp on mnist').getAttribute('aria-label')) ?? '');
    expect(label).toMatch(/mnist-lp on mnist, suite paper, finished (just now|\d+ minutes? ago)/);
    await session.screenshot('panel-finished');
  });

  it('opens the report of a row, and copies it, by keyboard alone', async () => {
    const { page } = session;
    await openPanelWith(small);
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Focus on Runs View');
    await page.keyboard.press('Home');
    await page.keyboard.press('Control+C');
    const [report] = writtenReports(folder);
    if (report === undefined) throw new Error('there is no report');
    await expect.poll(clipboard).toBe(reportMarkdown(report));
    await page.keyboard.press('Enter');
    expect(await (await reportFrame(page)).locator('h1').innerText()).toBe('mnist-lp');
  });

  it('follows a run of a terminal, refuses to delete it, and sees it end', async () => {
    const { page } = session;
    await openPanelWith(small);
    const terminal = await heldElsewhere();
    const end = ended(terminal);
    await row('Runs', /running, [1-9]\d/).waitFor({ timeout: 60_000 });
    await session.screenshot('panel-running');
    await row('Runs', 'running').click();
    await page.keyboard.press('Delete');
    await notification(page, /\(LPR-503\)/).waitFor();
    await runCommand(page, 'Notifications: Clear All Notifications');
    terminal.kill('SIGKILL');
    await end;
    await row('Runs', /interrupted at [1-9]\d/).waitFor({ timeout: 60_000 });
    expect(readdirSync(runsFolder)).toHaveLength(2);
  });

  it('resumes the run that was interrupted', async () => {
    const { page, server } = session;
    await openPanelWith(small);
    const terminal = await heldElsewhere();
    const end = ended(terminal);
    terminal.kill('SIGKILL');
    await end;
    const interrupted = row('Runs', 'interrupted at');
    await interrupted.hover();
    await interrupted.getByRole('button', { name: 'Resume' }).click();
    const run = await holdRun(folder, 0, () => programs(server.profile, 'compute'));
    await row('Runs', 'running').waitFor({ timeout: 60_000 });
    run.goOn();
    await row('Runs', 'mCE_Lp').nth(1).waitFor({ timeout: 150_000 });
    expect(readdirSync(runsFolder)).toHaveLength(2);
    expect(writtenReports(folder).map(({ clean }) => clean.n).sort()).toEqual([100, 300]);
    await page.mouse.move(0, 0);
  });

  it('takes a name for a name, also in what the pointer shows', async () => {
    const { page } = session;
    await openPanelWith(small, large);
    await ended(evaluateElsewhere(folder, hostile));
    await row('Runs', hostileName).filter({ hasText: 'mCE_Lp' }).waitFor({ timeout: 60_000 });
    const hover = page.locator('.monaco-hover', { hasText: 'Clean error' });
    // A row that is drawn anew under a resting pointer lets go of its hover: the pointer must move again then.
    const shows = async () => {
      await row('Models', 'mnist-lp').hover();
      await row('Runs', hostileName).hover({ position: { x: 60, y: 10 } });
      return hover.waitFor({ timeout: 5000 }).then(
        () => true,
        () => false,
      );
    };
    await expect.poll(shows, { timeout: 60_000 }).toBe(true);
    expect(plain(await hover.innerText())).toContain(`${hostileName} on mnist`);
    expect(await hover.locator('img, a').count()).toBe(0);
    await session.screenshot('panel-tooltip');
    await page.keyboard.press('Escape');
  });

  it('groups and filters the runs', async () => {
    const { page } = session;
    await openPanelWith(small, large, hostile);
    await runCommand(page, 'Lp robustness: Group runs');
    await pick(page, 'Group the runs', 'By model');
    await row('Runs', '2 runs').filter({ hasText: 'mnist-lp' }).waitFor();
    await expect.poll(() => row('Runs', /./).count()).toBe(5); // two groups and three runs
    await session.screenshot('panel-groups');
    await runCommand(page, 'Lp robustness: Filter runs');
    await page.locator('.quick-input-title', { hasText: 'Filter the runs' }).waitFor();
    await page.keyboard.type('QUICK');
    await page.keyboard.press('Enter');
    await view('Runs').getByText('1 of 3 runs match').waitFor();
    await expect.poll(() => row('Runs', /./).count()).toBe(2);
    await runCommand(page, 'Lp robustness: Clear the filter of the runs');
    await runCommand(page, 'Lp robustness: Group runs');
    await pick(page, 'Group the runs', 'One list');
    await expect.poll(() => row('Runs', /./).count()).toBe(3);
  });

  it('deletes runs, and asks where there is no trash', async () => {
    const { page } = session;
    await openPanelWith(small);
    await openPanelWith(small, hostile); // the last one comes first
    await runCommand(page, 'Focus on Runs View');
    await page.keyboard.press('Home');
    await page.keyboard.press('Delete');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText('for good?').waitFor();
    await session.screenshot('panel-delete');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await row('Runs', hostileName).waitFor({ state: 'detached' });
    expect(readdirSync(runsFolder)).toHaveLength(1);
  });

  it.each(Object.entries(themes))('looks as the editor does in its %s theme', async (name, [theme, kind]) => {
    await openPanelWith(small);
    mkdirSync(path.join(folder, '.vscode'), { recursive: true });
    writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
    await session.page.locator(`.monaco-workbench.${kind}`).waitFor();
    await session.screenshot(`panel-${name}`);
  });

  it('has a walkthrough for the first run', async () => {
    const { page } = session;
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Welcome: Open Walkthrough...');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Get started with Lp Robustness' }).click();
    const steps = page.locator('.getting-started-step');
    await steps.first().waitFor();
    expect(await steps.count()).toBe(5);
    for (let step = 0; step < 5; step++) {
      await steps.nth(step).click();
      await session.screenshot(`walkthrough-${step + 1}`);
    }
  });

  it('asked nothing of any other machine, and no page did what its policy forbids', () => {
    expect(session.strayRequests).toEqual([]);
    expect(session.policyViolations).toEqual([]);
  });
});

describe('The side panel in Restricted Mode', () => {
  const folder = writeWorkspace();
  const session = useSession(async () => {
    await ended(evaluateElsewhere(folder, { model: 'mnist-lp', suite: 'quick', limit: 50 }));
    return openSession(folder, { trust: false, settings });
  });

  it('shows results, and opens no model', async () => {
    const { page } = session;
    await page.locator('.activitybar').getByRole('tab', { name: 'Lp Robustness' }).click();
    const run = page.locator('.monaco-list-row', { hasText: 'mnist-lp on mnist' });
    await run.waitFor();
    await page.getByText('In Restricted Mode no model is opened.').waitFor();
    await run.hover();
    expect(await run.getByRole('button', { name: 'Run again' }).count()).toBe(0);
    expect(await run.getByRole('button', { name: 'Delete run' }).count()).toBe(1);
    await session.screenshot('panel-restricted-mode');
    await run.click();
    expect(await (await reportFrame(page)).locator('h1').innerText()).toBe('mnist-lp');
    expect(existsSync(path.join(folder, 'lp-robustness-sample'))).toBe(false);
  });
});

describe('The side panel of who has nothing yet', () => {
  const folder = temporaryFolder();
  const session = useSession(() => openSession(folder, { settings }));

  it('writes a sample, evaluates it, and can be cancelled', async () => {
    const { page, server } = session;
    for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true });
    await page.locator('.activitybar').getByRole('tab', { name: 'Lp Robustness' }).click();
    await page.getByText('This folder has no TensorFlow.js model').waitFor();
    await session.screenshot('panel-empty');
    await page.getByRole('button', { name: 'Try a Sample' }).click();
    const rows = page.locator('.monaco-list-row');
    const run = await holdRun(folder, 0, () => programs(server.profile, 'compute'));
    await rows.filter({ hasText: 'mnist-lp on mnist' }).filter({ hasText: 'running' }).waitFor({ timeout: 60_000 });
    await rows.filter({ hasText: 'mnist-standard' }).filter({ hasText: 'not evaluated yet' }).waitFor();
    run.goOn();
    await notification(page, 'Lp robustness of').getByText('Cancel').click();
    await rows.filter({ hasText: 'mnist-lp on mnist' }).filter({ hasText: 'cancelled at' }).waitFor({ timeout: 30_000 });
    expect(existsSync(path.join(folder, 'lp-robustness-sample/models/mnist-lp/weights.bin'))).toBe(true);
    await session.screenshot('panel-sample');
  });

  it('offers to open a folder, and the walkthrough, where none is open', async () => {
    const { page, server } = session;
    await page.goto(`${new URL(server.url).origin}/?ew=true`, { waitUntil: 'domcontentloaded' });
    await page.locator('.activitybar').getByRole('tab', { name: 'Lp Robustness' }).click();
    await page.getByText('Open a folder with your models and images').waitFor();
    await session.screenshot('panel-no-folder');
    await page.getByRole('button', { name: 'Get Started' }).click();
    await page.locator('.getting-started-step', { hasText: 'Evaluate a sample model' }).waitFor();
  });
});
