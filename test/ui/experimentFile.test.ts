import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../vscode/workbench.mjs';
import { openSession, temporaryFolder, useSession } from './session';

const playground = path.resolve(import.meta.dirname, '../../playground');
const settings = { 'lpRobustness.backend': 'wasm', 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never', 'editor.minimap.enabled': false };
const python = `"""Loads what was trained: torch.load('not this one')."""
import torch
from tensorflow import keras

MODEL = 'models/mnist-lp.h5'
net = keras.models.load_model(
    MODEL,  # best so far
    compile=False)
other = torch.load('nets/resnet.pt')
`;
const typescript = `import * as tf from '@tensorflow/tfjs';

export const model = await tf.loadLayersModel('file://models/mnist-lp/model.json');
`;

/** The real MNIST model of the playground, in a folder with a space and an umlaut in its name. */
describe('Experiment files and code in the editor', () => {
  const folder = path.join(temporaryFolder(), 'Bilder und Mühe');
  const experimentFile = path.join(folder, 'mnist.lprobust.json');
  const session = useSession(() => {
    mkdirSync(folder);
    cpSync(path.join(playground, 'models/mnist-lp'), path.join(folder, 'models/mnist-lp'), { recursive: true });
    writeFileSync(path.join(folder, 'train.py'), python);
    writeFileSync(path.join(folder, 'serve.ts'), typescript);
    writeExperiment('models/mnist-lp/model.json');
    return openSession(folder, { settings });
  });

  /** Writes the experiment of the tests, unless it is there as it should be. */
  function writeExperiment(model: string): void {
    const sample = JSON.parse(readFileSync(path.join(playground, 'mnist.lprobust.json'), 'utf8')) as Record<string, unknown>;
    const experiment = { ...sample, model, suite: 'quick', limit: 100, thresholds: [{ figure: 'clean', maximum: 0.2 }, { figure: 'mceLp', maximum: 0.001 }] };
    const text = `${JSON.stringify(experiment, null, 2)}\n`;
    if (!existsSync(experimentFile) || readFileSync(experimentFile, 'utf8') !== text) writeFileSync(experimentFile, text);
  }

  async function open(name: string): Promise<void> {
    const { page } = session;
    await page.keyboard.press('Control+P');
    await page.locator('.quick-input-widget').waitFor();
    await page.keyboard.type(name);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.tab.active', { hasText: name }).waitFor();
  }

  const lens = (text: string) => session.page.locator('.codelens-decoration a', { hasText: text });
  const squiggles = (kind: string) => session.page.locator(`.squiggly-${kind}`);

  it('shows a lens above the lines of a Python file that load a model, and says how to export it', async () => {
    const { page } = session;
    await open('train.py');
    await lens('Export this model').first().waitFor();
    // The converted model lies beside the first; that in the docstring does not count.
    await lens('Evaluate Lp robustness').first().waitFor();
    expect(await lens('Export this model').count()).toBe(1);
    await session.screenshot('lens-python');
    await lens('Export this model').click();
    await page.locator('.notification-list-item', { hasText: 'PyTorch models are evaluated once they are exported' }).waitFor();
    await page.locator('.notification-list-item .monaco-button', { hasText: 'Read more' }).click();
    await page.locator('.tab', { hasText: 'exporting-models' }).waitFor();
    await session.screenshot('exporting-models');
  });

  it('shows one above tf.loadLayersModel in TypeScript', async () => {
    await open('serve.ts');
    await lens('Evaluate Lp robustness').waitFor();
    await session.screenshot('lens-typescript');
  });

  it('underlines a model that is not there, and mends it by a quick fix', async () => {
    const { page } = session;
    writeExperiment('models/mnist-pl/model.json');
    await open('mnist.lprobust.json');
    await squiggles('error').first().waitFor();
    await page.locator('.view-line', { hasText: 'mnist-pl' }).locator('span', { hasText: 'mnist-pl' }).last().click();
    await runCommand(page, 'Quick Fix...');
    const fix = page.locator('.action-widget .monaco-list-row', { hasText: 'Change to models/mnist-lp/model.json' }).first();
    await fix.waitFor();
    await session.screenshot('experiment-quick-fix');
    await fix.click();
    await page.locator('.view-line', { hasText: 'models/mnist-lp/model.json' }).waitFor();
    await squiggles('error').first().waitFor({ state: 'detached' });
    await runCommand(page, 'File: Save');
  });

  const row = (text: string) => session.page.locator('.test-explorer .monaco-list-row', { hasText: text });

  /** Runs the thresholds of the experiment, with its text beside the Test Explorer, until both show the verdicts. */
  async function runThresholds(): Promise<void> {
    const { page } = session;
    writeExperiment('models/mnist-lp/model.json');
    await open('mnist.lprobust.json');
    await runCommand(page, 'Testing: Focus on Test Explorer View');
    await row('mnist').first().waitFor();
    if (!(await row('mCE_Lp').first().isVisible())) await row('mnist').first().locator('.monaco-tl-twistie').click();
    await row('mCE_Lp').first().waitFor();
    await runCommand(page, 'Test: Run All Tests');
    // One is held; a hundred images cannot tell of the other: so it is said in the explorer and in the text.
    await row('mCE_Lp').locator('.codicon-testing-failed-icon').first().waitFor({ timeout: 60_000 });
    await row('clean error').locator('.codicon-testing-passed-icon').first().waitFor();
    await squiggles('warning').first().waitFor();
  }

  it('runs its thresholds in the Test Explorer, and shows the verdicts in both places', async () => {
    const { page } = session;
    await runThresholds();
    await session.screenshot('test-explorer');
    await page.locator('.composite-bar .action-label', { hasText: 'Problems' }).click();
    await page.locator('.markers-panel .monaco-list-row', { hasText: 'Undecided: the maximum lies within the interval' }).first().waitFor();
    await session.screenshot('threshold-verdicts');
  });

  it.each([
    ['Light Modern', 'light'],
    ['Dark High Contrast', 'high-contrast'],
  ])('stays readable in %s', async (theme, name) => {
    const { page } = session;
    if (!(await squiggles('warning').first().isVisible())) await runThresholds();
    await runCommand(page, 'Preferences: Color Theme');
    await page.keyboard.type(theme);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: theme }).first().click();
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await session.screenshot(`threshold-verdicts-${name}`);
    expect(await squiggles('warning').count()).toBeGreaterThan(0);
  });

  it('makes a new experiment from what the workspace holds, over no file', async () => {
    const { page } = session;
    for (const name of ['mnist-lp', 'mnist-lp-2']) rmSync(path.join(folder, `${name}.lprobust.json`), { force: true });
    await runCommand(page, 'New experiment');
    await page.locator('.tab.active', { hasText: 'mnist-lp.lprobust.json' }).waitFor();
    await runCommand(page, 'New experiment');
    await page.locator('.tab.active', { hasText: 'mnist-lp-2.lprobust.json' }).waitFor();
    await session.screenshot('new-experiment');
    const written = JSON.parse(readFileSync(path.join(folder, 'mnist-lp.lprobust.json'), 'utf8')) as { model: string };
    expect(written.model).toBe('models/mnist-lp/model.json');
  });
});
