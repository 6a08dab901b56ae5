import type { Page } from 'playwright-core';
import { openBrowser } from '../vscode/workbench.mjs';
import { median, type Comparison, type LeftOut, type Section } from './measurement';
import { openPreviewPage } from './previewPage';

interface Puts {
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

const cells = 6 * 8;
const warmUps = 5;

/** Presses a key on a control, and waits until every picture that belongs to it has been put; times in milliseconds since the event. */
async function press(page: Page, key: string): Promise<Puts> {
  const before = await page.evaluate<number>('window.began');
  await page.keyboard.press(key);
  for (const end = performance.now() + 10_000; performance.now() < end; ) {
    const { began, puts } = await page.evaluate<{ began: number; puts: Puts }>('({ began: window.began, puts: window.puts })');
    if (began !== before && puts.count >= cells) return puts;
  }
  throw new Error(`a press of ${key} was not followed by a new grid`);
}

async function moves(page: Page, control: string, key: string, times: number): Promise<Puts[]> {
  await page.locator(control).focus();
  const found: Puts[] = [];
  for (let i = 0; i < warmUps + times; i++) {
    const puts = await press(page, key);
    if (i >= warmUps) found.push(puts);
    await page.waitForTimeout(30); // as far apart as a hand moves a slider: no move waits for the one before
  }
  return found;
}

const percentile = (values: readonly number[], share: number): number => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? NaN;
const milliseconds = (value: number): string => `${value.toFixed(1)} ms`;

function line(what: string, taken: number, allowed: number): Comparison {
  return { what, ours: milliseconds(taken), other: `${allowed} ms allowed`, ratio: allowed / taken, goal: 1 };
}

const epsilonSlider = 'lpr-epsilon-control input[type=range]';
const normSlider = 'lpr-norm-control input[type=range]';
const seedField = 'lpr-corruption-controls #seed';

async function measured(): Promise<(Comparison | LeftOut)[]> {
  const { page, close } = await openBrowser();
  try {
    const rows: Comparison[] = [];
    await openPreviewPage(page, { height: 32, width: 32, channels: 3, count: 60, model: true });
    for (const [name, control, key] of [['epsilon', epsilonSlider, 'ArrowRight'], ['p', normSlider, 'ArrowRight'], ['seed', seedField, 'ArrowUp']] as const) {
      const last = (await moves(page, control, key, 100)).map((puts) => puts.last);
      rows.push(line(`32 x 32, ${name}: median`, median(last), 16), line(`32 x 32, ${name}: 95th percentile`, percentile(last, 0.95), 33));
    }
    await openPreviewPage(page, { height: 224, width: 224, channels: 3, count: 60, model: true });
    for (const [name, control, key, allowed] of [['epsilon', epsilonSlider, 'ArrowRight', 100], ['p', normSlider, 'ArrowRight', 300], ['seed', seedField, 'ArrowUp', 300]] as const) {
      const found = await moves(page, control, key, 30);
      rows.push(line(`224 x 224, ${name}: median`, median(found.map(({ last }) => last)), allowed));
      rows.push(line(`224 x 224, ${name}: first picture, 95th percentile`, percentile(found.map(({ first }) => first), 0.95), 50));
    }
    await page.locator('lpr-corruption-controls #across').selectOption('norms');
    const found = await moves(page, seedField, 'ArrowUp', 30);
    rows.push(line('224 x 224, seed with 8 norms side by side: median', median(found.map(({ last }) => last)), 300));
    return rows;
  } finally {
    await close();
  }
}

export async function previewSection(): Promise<Section> {
  return {
    title: 'The preview',
    method:
      'A grid of 6 images under 8 corruptions in a real Chromium, without a GPU: from the input event of a key pressed on a slider (its own time) to the last, or the first, putImageData of the grid. The ratio is what is allowed over what is used.',
    rows: await measured().catch((error: unknown) => [{ what: 'The preview', leftOut: `no browser could be started: ${error instanceof Error ? error.message : String(error)}` }]),
  };
}
