import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { criticalEpsilonReportSchema } from '../../src/protocol/criticalEpsilon';
import { imperceptibleFileSchema } from '../../src/protocol/imperceptible';
import { separationReportSchema } from '../../src/protocol/separation';
import { comparisonAfter } from '../../src/robustness/imperceptible/blindComparison';
import { comparisonTrial } from '../../src/robustness/imperceptible/comparisonTrial';
import { epsilonLadder } from '../../src/robustness/imperceptible/epsilonLadder';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace.mjs';
import { pick, reloadWindow, runCommand } from '../vscode/workbench.mjs';
import { seriousProblems } from './accessibility';
import { openSession, pageFrame, temporaryFolder, useSession } from './session';

const themes = { 'Dark Modern': 'vscode-dark', 'Light Modern': 'vscode-light', 'Default High Contrast': 'vscode-high-contrast' };
const workspaceFile = (theme: string) => JSON.stringify({ folders: [{ path: 'sample' }], settings: { 'lpRobustness.backend': 'wasm', 'workbench.colorTheme': theme } });

/** The only result of a kind in a workspace folder. */
function written(folder: string, kind: string, file: string): unknown {
  const jobs = path.join(folder, '.lp-robustness', kind);
  const [name] = existsSync(jobs) ? readdirSync(jobs) : [];
  return JSON.parse(readFileSync(path.join(jobs, name ?? '', file), 'utf8'));
}

describe('analyses in the editor', () => {
  const root = temporaryFolder();
  const sample = path.join(root, 'sample');
  const file = path.join(root, 'one.code-workspace');
  const session = useSession(() => {
    writeSampleWorkspace(sample);
    writeFileSync(file, workspaceFile('Dark Modern'));
    return openSession(file);
  });
  beforeEach(() => {
    rmSync(path.join(sample, '.lp-robustness'), { recursive: true, force: true });
  });

  /** Measures in a terminal what the pages then say of labels. */
  function measureSeparation(): void {
    const choices = ['--data', path.join(sample, 'pictures'), '--norm', '2', '--between', 'test-test'];
    execFileSync(process.execPath, [path.resolve(import.meta.dirname, '../../dist/cli.js'), 'separation', ...choices], { cwd: sample, stdio: 'ignore' });
  }

  async function looksWell(frame: Frame, name: string): Promise<void> {
    for (const [theme, kind] of Object.entries(themes)) {
      writeFileSync(file, workspaceFile(theme));
      await frame.locator(`body.${kind}`).waitFor();
      await session.screenshot(`${name}-${kind}`);
      await expect.poll(() => seriousProblems(frame)).toEqual([]);
    }
    writeFileSync(file, workspaceFile('Dark Modern'));
    await frame.locator('body.vscode-dark').waitFor();
  }

  /** The page of the only panel, after the window was loaded again. */
  async function afterReload(element: string): Promise<Frame> {
    await reloadWindow(session.page);
    return pageFrame(session.page, element);
  }

  it('measures a class separation with its nearest pair, and the robustness of a model at half of it', async () => {
    const { page } = session;
    await runCommand(page, 'Measure class separation');
    await pick(page, 'data', 'pictures');
    await pick(page, 'norm', 'L2');
    await pick(page, 'images', 'test-test');
    await pick(page, 'model', 'largest-channel');
    const frame = await pageFrame(page, 'lpr-separation');
    await frame.getByText('Finished.').waitFor({ timeout: 120_000 });
    const names = readdirSync(path.join(sample, '.lp-robustness/separations')).filter((name) => name.includes('test-test'));
    const report = separationReportSchema.parse(JSON.parse(readFileSync(path.join(sample, '.lp-robustness/separations', names[0] ?? '', 'separation.json'), 'utf8')));
    expect(Number(await frame.locator('dl.figures dd.value').first().innerText())).toBeCloseTo(report.minimum, 2);
    expect(await frame.locator('lpr-picture').count()).toBe(2);
    expect(await frame.locator('figcaption').allInnerTexts()).toEqual(report.pair.map((image, place) => `test image ${image}, ${report.pairClasses[place]}`));
    expect(await frame.locator('dl.figures').innerText()).toContain('MSCR of largest-channel');
    const figures = await frame.locator('dl.figures').innerText();
    await looksWell(frame, 'separation');
    const again = await afterReload('lpr-separation');
    await expect.poll(() => again.locator('dl.figures').innerText().catch(() => '')).toBe(figures);
    expect(await again.locator('lpr-picture').count()).toBe(2);
  });

  it('finds critical epsilons, and shows them by norm and class', async () => {
    measureSeparation();
    const { page } = session;
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Find critical epsilons');
    await pick(page, 'model', 'largest-channel');
    await pick(page, 'data', 'pictures');
    await pick(page, 'suite', 'paper');
    await pick(page, 'number of images', 'All images');
    const frame = await pageFrame(page, 'lpr-criticalepsilon');
    await frame.getByText('Finished.').waitFor({ timeout: 120_000 });
    const report = criticalEpsilonReportSchema.parse(written(sample, 'critical-epsilons', 'critical-epsilon.json'));
    expect(report.images).toHaveLength(180);
    const [first] = report.curves;
    const values = frame.locator('dl.figures dd.value');
    expect(await values.nth(1).innerText()).toBe(String(first?.n));
    expect(await values.nth(3).innerText()).toBe(String(first?.wrong));

    // By keyboard: another norm and one class.
    const norm = frame.getByRole('combobox', { name: 'Norm' });
    await norm.focus();
    await page.keyboard.type('L2');
    const second = report.curves.find((curve) => curve.norm === 2);
    await frame.getByRole('heading', { name: 'flipped, L2, all classes' }).waitFor();
    expect(await values.nth(2).innerText()).toBe(String(second?.censored));
    // Half of the separation that was measured before.
    await frame.getByText(/From 0\.37\d* on, class separation in L2 \(.*\) no longer guarantees the label/).waitFor();
    await frame.getByRole('combobox', { name: 'Images' }).selectOption({ label: 'red' });
    const red = second?.classes.find(({ name }) => name === 'red');
    expect(await values.nth(1).innerText()).toBe(String(red?.n));
    const rows = await frame.locator('lpr-data-table').first().locator('tbody tr').evaluateAll((elements) => elements.map((row) => row.children[1]?.textContent));
    expect(rows).toEqual(red?.distribution.map(({ share }) => `${(share * 100).toFixed(1)}\u00a0%`));
    const fragile = await frame.locator('ol li').allInnerTexts();
    expect(fragile).toHaveLength(red?.mostFragile.length ?? NaN);
    expect(fragile[0]).toContain(`Image ${red?.mostFragile[0]?.image} `);
    await looksWell(frame, 'critical-epsilon');
    const again = await afterReload('lpr-criticalepsilon');
    await again.getByRole('heading', { name: 'flipped, L2, red' }).waitFor();
    expect(await again.locator('ol li').allInnerTexts()).toEqual(fragile);
  });

  it('shows the geometry of norm balls, and measures an overlap for an image by keyboard alone', async () => {
    measureSeparation();
    const { page } = session;
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Show the geometry of norm balls');
    const frame = await pageFrame(page, 'lpr-geometry');
    // The paper's example: of d = 3072 values, with R = 4 in L2.
    const row = async (table: number, name: string) => frame.locator('lpr-data-table').nth(table).locator('tbody tr').filter({ has: frame.locator('th', { hasText: new RegExp(`^${name}$`) }) }).innerText();
    await expect.poll(() => frame.locator('lpr-data-table').nth(1).locator('tbody tr').count()).toBe(8);
    expect((await row(1, 'L1')).split('\t')).toEqual(['L1', '4', '157', '169', '177', '222']);
    expect((await row(0, 'L0.5')).split('\t')[1]).toBe('460,000');
    // Samples are drawn: each canvas holds ink.
    const inked = await frame.locator('lpr-ball-samples canvas').evaluateAll((canvases) =>
      canvases.map((canvas) => (canvas instanceof HTMLCanvasElement ? (canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data.filter((value, index) => index % 4 === 3 && value > 0).length ?? 0) : 0)),
    );
    expect(inked).toHaveLength(5);
    expect(Math.min(...inked)).toBeGreaterThan(2000);

    await frame.getByRole('button', { name: 'Choose images' }).focus();
    await page.keyboard.press('Enter');
    await pick(page, 'data', 'pictures');
    await frame.getByText(path.join(sample, 'pictures')).waitFor();
    await frame.getByRole('textbox', { name: 'Radius of q' }).fill('1');
    await frame.getByRole('textbox', { name: 'Samples' }).fill('300');
    for (let stop = 0; stop < 3; stop += 1) await page.keyboard.press('Tab'); // past seed and sampler
    await page.keyboard.press('Enter');
    await frame.locator('lpr-overlap-experiment lpr-plot-chart').waitFor({ timeout: 60_000 });
    const overlap = () => frame.locator('lpr-overlap-experiment canvas[role=img]').first().getAttribute('aria-label');
    const correct = await overlap();
    expect(correct).toMatch(/^Overlap of L1 with L2 of radius 1: half of the samples of L1 lie inside up to /);
    expect(await frame.locator('lpr-overlap-experiment lpr-picture').count()).toBe(3);
    await frame.getByText(/From 0\.37\d* on, class separation in L2/).waitFor();
    await looksWell(frame, 'geometry');
    await frame.locator('lpr-overlap-experiment').scrollIntoViewIfNeeded();
    await frame.getByRole('heading', { name: 'How much of one ball' }).scrollIntoViewIfNeeded();
    await frame.locator('lpr-overlap-experiment lpr-picture').first().scrollIntoViewIfNeeded();
    await session.screenshot('geometry-overlap');
    // The sampler of the paper's first version draws other L2 corruptions, and so another curve.
    await frame.getByRole('checkbox', { name: "Sampler of the paper's first version" }).check();
    await frame.getByText('Its code drew Laplace numbers').waitFor();
    await frame.getByRole('button', { name: 'Measure the overlap' }).click();
    await expect.poll(overlap).not.toBe(correct);
    await session.screenshot('geometry-overlap-first-version');
    await frame.getByRole('textbox', { name: 'Image', exact: true }).fill('100000');
    await frame.getByRole('button', { name: 'Measure the overlap' }).click();
    await frame.getByText('LPR-345').waitFor();
    const again = await afterReload('lpr-geometry');
    await again.getByText(path.join(sample, 'pictures')).waitFor();
    await expect.poll(() => again.getByRole('textbox', { name: 'Radius of q' }).inputValue().catch(() => '')).toBe('1');
  });

  it('lets a person choose imperceptible corruptions by the arrow keys, and goes on where it was left', async () => {
    const { page } = session;
    measureSeparation();
    const chosen = path.join(sample, '.lp-robustness/imperceptible.json');
    const saved = () => (existsSync(chosen) ? imperceptibleFileSchema.parse(JSON.parse(readFileSync(chosen, 'utf8'))).sets[0] : undefined);
    const open = async () => {
      await runCommand(page, 'View: Close All Editors');
      await runCommand(page, 'Choose imperceptible corruptions');
      await pick(page, 'data', 'pictures');
      const frame = await pageFrame(page, 'lpr-imperceptible');
      await frame.getByText(/Question|Your imperceptible/).first().waitFor();
      return frame;
    };
    const first = await open();
    await first.getByText('Question 1.').waitFor();
    await first.locator('.stage').focus();
    for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowLeft']) await page.keyboard.press(key);
    await expect.poll(() => saved()?.strengths[0]?.answers.length).toBe(3);
    await first.getByRole('combobox', { name: 'Enlarged' }).selectOption('16');
    await looksWell(first, 'imperceptible');
    const reloaded = await afterReload('lpr-imperceptible');
    await reloaded.getByText('Question 4.').waitFor();
    expect(await reloaded.getByRole('combobox', { name: 'Enlarged' }).inputValue()).toBe('16');
    await reloaded.locator('.stage').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => saved()?.strengths[0]?.answers.length).toBe(4);

    const set = saved();
    if (set === undefined) throw new Error('Nothing was saved.');
    expect(set).toMatchObject({ height: 8, width: 8, channels: 3 });
    // All but the last norm done, and that one by someone who sees everything, but for one answer.
    let answers = '';
    const last = set.strengths.at(-1);
    if (last === undefined) throw new Error('There is no norm.');
    while (comparisonAfter(Array.from(answers, () => true), epsilonLadder(last.anchor, 1e150).length).phase !== 'done') answers += 'r';
    answers = answers.slice(1);
    const strengths = set.strengths.map((strength) => (strength === last ? { ...strength, answers } : { ...strength, epsilon: strength.anchor }));
    writeFileSync(chosen, JSON.stringify({ format: 1, sets: [{ ...set, strengths }] }));
    const second = await open();
    await second.getByText(`Question ${answers.length + 1}.`).waitFor();
    const { corruptedSide } = comparisonTrial({ norm: last.norm, sampling: 'ball', unit: 'element' }, set.seed, answers.length, 60);
    await second.getByRole('button', { name: corruptedSide === 'left' ? 'Left' : 'Right' }).click();
    await second.getByText('even the weakest was seen').waitFor();
    await expect.poll(() => saved()?.strengths.at(-1)?.epsilon).toBeNull();
    expect(await second.locator('lpr-data-table tbody tr').count()).toBe(set.strengths.length);
    // The paper's L2 epsilon, for this size.
    await second.getByText(/Labels are safe below 0\.37\d*: half the class separation in L2/).waitFor();
    await session.screenshot('imperceptible-results');
    await expect.poll(() => seriousProblems(second)).toEqual([]);
  });

  it('asked nothing of any other machine, and no page did what its policy forbids', () => {
    expect(session.strayRequests).toEqual([]);
    expect(session.policyViolations).toEqual([]);
  });
});
