import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { decode } from 'fast-png';
import type { Frame, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asEvaluated } from '../unit/robustness/preview/asEvaluated';
import { madeByte, openPreviewPage } from '../bench/previewPage';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace.mjs';
import { openBrowser, reloadWindow, runCommand } from '../vscode/workbench.mjs';
import { seriousProblems } from './accessibility';
import { frameWith, openSession, shownFrame, temporaryFolder, useSession } from './session';

const levels = (values: Float32Array) => Array.from(values, (value) => Math.round(value * 255));

/** What a cell of the page's grid holds: the bits of its float32 numbers, so that nothing is rounded on the way, and what is on its canvas. */
interface PageCell {
  readonly row: number;
  readonly column: number;
  readonly bits: number[];
  readonly pixels: number[];
}

const laws = [
  { law: { norm: 2, sampling: 'ball', unit: 'element' }, epsilon: 1.3, seed: 1, draw: 0 },
  { law: { norm: 0.5, sampling: 'sphere', unit: 'element' }, epsilon: 2000, seed: 7, draw: 3 },
  { law: { norm: 17.3, sampling: 'ball', unit: 'element' }, epsilon: 0.2, seed: Number.MAX_SAFE_INTEGER, draw: 0 },
  { law: { norm: 'inf', sampling: 'sphere', unit: 'element' }, epsilon: 0.05, seed: 0, draw: 1 },
  { law: { norm: 'gaussian', sampling: 'ball', unit: 'element' }, epsilon: 0.1, seed: 2, draw: 0 },
  { law: { norm: 0, sampling: 'ball', unit: 'element' }, epsilon: 0.1, seed: 3, draw: 0 },
  { law: { norm: 0, sampling: 'sphere', unit: 'pixel' }, epsilon: 0.3, seed: 3, draw: 2 },
] as const;

describe.each([
  { shape: { height: 12, width: 9, channels: 3 }, rows: [0, 1, 2, 3, 4, 5], columns: [0, 1, 2, 3, 4, 5, 6, 7], those: laws },
  { shape: { height: 224, width: 224, channels: 3 }, rows: [0, 5], columns: [0, 7], those: [laws[0], laws[3], laws[6]] },
])('The page of the preview draws what a run evaluates, $shape.height x $shape.width', ({ shape, rows, columns, those }) => {
  const size = shape.height * shape.width * shape.channels;
  const clean = (image: number) => Float32Array.from({ length: size }, (_, i) => madeByte(image, i) / 255);
  let page: Page;
  let close: () => Promise<void>;

  beforeAll(async () => {
    ({ page, close } = await openBrowser());
    await openPreviewPage(page, { ...shape, count: 20 });
  });
  afterAll(() => close());

  it.each(those)('byte for byte under $law, draw $draw', async ({ law, epsilon, seed, draw }) => {
    const settings = { ...law, epsilon, seed, draw, kind: 'noise', across: 'epsilons' };
    await page.evaluate(`window.puts.count = 0; document.querySelector('lpr-preview').change(${JSON.stringify(settings)})`);
    await expect.poll(() => page.evaluate('window.puts.count')).toBeGreaterThanOrEqual(48); // every cell of 6 x 8
    const { epsilons, cells } = await page.evaluate<{ epsilons: number[]; cells: PageCell[] }>(`(() => {
      const view = document.querySelector('lpr-preview');
      const grid = view.shadowRoot.querySelector('lpr-preview-grid');
      const cellAt = (row, column) => {
        const canvas = grid.canvasOf(row, column);
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return { row, column, bits: Array.from(new Uint32Array(view.painter.corrupted(row, column).buffer)), pixels: Array.from(data.filter((_, i) => i % 4 < 3)) };
      };
      const cells = ${JSON.stringify(rows)}.flatMap((row) => ${JSON.stringify(columns)}.map((column) => cellAt(row, column)));
      return { epsilons: view.shown.map(({ column }) => column.corruption.epsilon), cells };
    })()`);
    expect(epsilons).toHaveLength(8);
    expect(epsilons.at(-1)).toBe(epsilon);
    const images = Uint32Array.from({ length: 6 }, (_, i) => i);
    const batches = await asEvaluated({ law, strengths: epsilons, images, seed, draw }, shape, clean);
    for (const { row, column, bits, pixels } of cells) {
      const expected = batches[column]?.slice(row * size, (row + 1) * size) ?? new Float32Array();
      expect(Buffer.from(Uint32Array.from(bits).buffer).equals(Buffer.from(expected.buffer)), `row ${row}, column ${column}`).toBe(true);
      expect(Buffer.from(pixels).equals(Buffer.from(levels(expected))), `pixels of row ${row}, column ${column}`).toBe(true);
    }
  });
});

const themes = { 'Dark Modern': 'vscode-dark', 'Light Modern': 'vscode-light', 'Default High Contrast': 'vscode-high-contrast', 'Default High Contrast Light': 'vscode-high-contrast-light' };
const workspaceFile = (theme: string) => JSON.stringify({ folders: [{ path: 'sample' }], settings: { 'workbench.colorTheme': theme, 'lpRobustness.backend': 'wasm' } });

const cell = 'lpr-preview-grid td';

describe('Preview Lp corruptions, by keyboard alone', () => {
  const root = temporaryFolder();
  const folder = path.join(root, 'sample');
  const file = path.join(root, 'preview.code-workspace');
  const session = useSession(() => {
    writeSampleWorkspace(folder);
    // The second picture of the second class cannot be decoded.
    writeFileSync(path.join(folder, 'pictures/green/1.png'), 'no picture');
    writeFileSync(file, workspaceFile('Dark Modern'));
    return openSession(file);
  });

  const title = (frame: Frame) => frame.locator('lpr-cell-details h2').innerText();
  /** What a screen reader says of a cell. */
  const cellText = async (cell: Locator) => (await cell.locator('div').evaluate((element) => element.textContent)).replace(/[\s\u00a0]+/g, ' ').trim();
  /** Where the focus is, through every shadow root. */
  const focused = (frame: Frame) =>
    frame.evaluate<string>(`(() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at === null ? '' : [at.getRootNode().host?.localName, at.localName, at.id, at.getAttribute('role')].filter(Boolean).join(' ');
    })()`);
  async function tabTo(frame: Frame, wanted: RegExp): Promise<void> {
    const { page } = session;
    const passed: string[] = [];
    for (let i = 0; i < 60; i++) {
      const at = await focused(frame);
      if (wanted.test(at)) return;
      passed.push(at);
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not lead to ${String(wanted)}, but to ${passed.join(', ')}`);
  }
  async function pickByKeyboard(question: string, answer: string): Promise<void> {
    const { page } = session;
    await page.locator('.quick-input-title', { hasText: question }).waitFor();
    await page.keyboard.type(answer);
    await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: answer }).waitFor();
    await page.keyboard.press('Enter');
  }

  /** The page of the preview, as the test before left it on show, or opened. */
  async function preview(): Promise<Frame> {
    const shown = await shownFrame(session.page, cell);
    if (shown !== undefined) return shown;
    await runCommand(session.page, 'Preview Lp corruptions');
    await pickByKeyboard('data', 'pictures');
    await pickByKeyboard('model', 'largest-channel');
    return frameWith(session.page, cell);
  }
  /** Pages to the images with the one that cannot be decoded. */
  async function pageToUndecodable(): Promise<Frame> {
    const frame = await preview();
    await tabTo(frame, /lpr-image-bar input index/);
    await session.page.keyboard.type('59');
    await session.page.keyboard.press('Enter');
    await frame.locator('td.error', { hasText: 'LPR-325' }).waitFor();
    return frame;
  }

  it('opens, and shows images with what the model makes of them', async () => {
    const frame = await preview();
    expect(await frame.locator('lpr-preview-grid tbody tr').count()).toBe(6);
    expect(await frame.locator('lpr-preview-grid td').count()).toBe(48);
    await frame.locator('lpr-preview-grid thead', { hasText: /flip/ }).waitFor({ timeout: 60_000 });
    await expect.poll(() => cellText(frame.locator('lpr-preview-grid td').last())).toMatch(/^image 5, blue; L2, epsilon [\d.]+\. (predicted|flips to) \w+ [\d.]+ % Realised size [\d.]+$/);
    expect(await frame.locator('lpr-preview-notes ul').innerText()).toMatch(/of 255 levels[^]*Too weak to see up to 0\.1256/);
  });

  it('shows the pictures of the folder under the bytes that a run evaluates', async () => {
    const frame = await preview();
    const { epsilons, pixels } = await frame.evaluate<{ epsilons: number[]; pixels: number[] }>(`(() => {
      const view = document.querySelector('lpr-preview');
      const canvas = view.shadowRoot.querySelector('lpr-preview-grid').canvasOf(2, 7);
      return {
        epsilons: view.shown.map(({ column }) => column.corruption.epsilon),
        pixels: Array.from(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data).filter((_, i) => i % 4 < 3),
      };
    })()`);
    const clean = (image: number) => Float32Array.from(decode(readFileSync(path.join(folder, `pictures/blue/${[0, 1, 10][image] ?? NaN}.png`))).data, (level) => level / 255);
    const law = { norm: 2, sampling: 'ball', unit: 'element' } as const;
    const batches = await asEvaluated({ law, strengths: epsilons, images: Uint32Array.of(2), seed: 1, draw: 0 }, { height: 8, width: 8, channels: 3 }, clean);
    expect(pixels).toEqual(levels(batches.at(-1) ?? new Float32Array(0)));
  });

  it('takes sliders, fields and cells by keys', async () => {
    const { page } = session;
    const frame = await preview();
    await tabTo(frame, /lpr-epsilon-control input slider/);
    const before = await frame.locator('lpr-preview-grid thead').innerText();
    for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowRight');
    await expect.poll(() => frame.locator('lpr-preview-grid thead').innerText()).not.toBe(before);
    await page.keyboard.press('Tab'); // the field beside it
    await page.keyboard.press('End');
    await page.keyboard.press('Shift+Home');
    await page.keyboard.type('2.5');
    await page.keyboard.press('Enter');
    await expect.poll(() => title(frame)).toContain('L2, epsilon 2.5');
    await tabTo(frame, /gridcell/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Home');
    await expect.poll(() => title(frame)).toMatch(/^image 1, blue: L2, epsilon 0\.31/);
    expect(await cellText(frame.locator('td:focus'))).toMatch(/^image 1, blue; L2, epsilon 0\.31/);
    await expect.poll(() => frame.locator('lpr-cell-details .parts').innerText()).toMatch(/Realised size\s+0\.\d+\s+Clipped values\s+[\d.]+\s%\s+PSNR\s+[\d.]+\sdB\s+SSIM\s+0\.\d+/);
    expect(await frame.locator('lpr-cell-details .parts').innerText()).toMatch(/Classes before\s+(blue|green|red)/);
  });

  it.each(Object.entries(themes))('is readable in %s', async (theme, kind) => {
    writeFileSync(file, workspaceFile(theme));
    const frame = await preview();
    await frame.locator(`body.${kind}[data-vscode-theme-id="${theme}"]`).waitFor();
    const name = theme.replace('Default ', '').toLowerCase().replaceAll(' ', '-');
    await frame.locator('h1').scrollIntoViewIfNeeded();
    await session.screenshot(`preview-${name}`);
    await expect.poll(() => seriousProblems(frame)).toEqual([]);
    await frame.locator('lpr-cell-details').scrollIntoViewIfNeeded();
    await session.screenshot(`preview-${name}-below`);
  });

  it('pages to the picture that cannot be decoded, and shows the others', async () => {
    const frame = await pageToUndecodable();
    expect(await frame.locator('td.error').innerText()).toContain('1.png');
    expect(await frame.locator('lpr-preview-grid td:not(.error)').count()).toBe(40);
    await session.screenshot('preview-undecodable');
  });

  it('is the same after it was hidden, and after the window was loaded again', async () => {
    const { page } = session;
    if ((await (await preview()).locator('td.error').count()) === 0) await pageToUndecodable();
    const state = async () => {
      const frame = await frameWith(page, cell);
      await frame.locator('td.error').waitFor({ timeout: 90_000 });
      return [await frame.locator('lpr-preview-grid thead').innerText(), await frame.locator('lpr-image-bar .place').innerText()].map((text) => text.replace(/no flip|\d of \d flip|\s/g, ''));
    };
    const before = await state();
    await page.waitForTimeout(500); // the state is written a little later
    await runCommand(page, 'File: New Untitled Text File');
    await page.locator('.tab', { hasText: 'Untitled-1' }).waitFor();
    await page.locator('.tab', { hasText: 'Preview' }).click();
    expect(await state()).toEqual(before);
    await reloadWindow(page);
    expect(await state()).toEqual(before);
  });

  it('shows common corruptions, and what changed', async () => {
    const frame = await preview();
    await frame.locator('lpr-corruption-controls').getByLabel('common', { exact: true }).check();
    await frame.locator('lpr-preview-grid thead', { hasText: 'severity 5' }).waitFor();
    await frame.locator('lpr-view-controls').getByLabel('difference').check();
    await session.screenshot('preview-common');
    expect(await frame.locator('lpr-preview-grid tr').nth(2).locator('td').count()).toBe(5);
  });

  it('asks nothing of anybody else, and breaks no policy', () => {
    expect(session.strayRequests).toEqual([]);
    expect(session.policyViolations).toEqual([]);
  });
});
