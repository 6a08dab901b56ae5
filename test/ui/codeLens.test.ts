import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace.mjs';
import { pick } from '../vscode/workbench.mjs';
import { openSession, reportFrame, temporaryFolder, useSession, writtenReports, type Session } from './session';

const settings = { 'lpRobustness.backend': 'wasm', 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' };
const evaluateTitle = 'Evaluate Lp robustness';
const percent = (fraction: number) => `${(100 * fraction).toFixed(1)}\u00a0%`;

describe('The lenses above a model.json', () => {
  const folder = temporaryFolder();
  beforeAll(() => {
    writeSampleWorkspace(folder);
  });

  /** Evaluates in a terminal, as far as the editor can tell, and gives what a lens says of it. */
  function evaluateElsewhere(limit: number): string {
    const choices = ['--model', 'models/largest-channel/model.json', '--data', 'pictures', '--suite', 'quick', '--backend', 'wasm', '--limit', String(limit)];
    execFileSync(process.execPath, [path.resolve(import.meta.dirname, '../../dist/cli.js'), 'evaluate', ...choices], { cwd: folder, stdio: 'ignore' });
    const { mceLp } = writtenReports(folder).find(({ clean }) => clean.n === limit) ?? {};
    if (mceLp === undefined || mceLp.value === null) throw new Error('The run has no mean error.');
    return `mCE_Lp ${percent(mceLp.value)} [${percent(mceLp.low)}, ${percent(mceLp.high)}]`;
  }

  async function openModel({ page }: Session): Promise<void> {
    await page.keyboard.press('Control+P');
    await page.locator('.quick-input-widget').waitFor();
    await page.keyboard.type('models/largest-channel/model.json');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'model.json' }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.monaco-editor .view-lines').waitFor();
  }

  const lensOf = ({ page }: Session) => (text: string) => page.locator('.codelens-decoration a', { hasText: text });

  describe('in a folder that is trusted', () => {
    // As on a network drive: file watchers tell nothing of runs.
    const session = useSession(() => openSession(folder, { settings: { ...settings, 'files.watcherExclude': { '**/.lp-robustness/**': true } } }));

    it('evaluate, and show the last result, also one that another process has written meanwhile', async () => {
      const { page } = session;
      const lens = lensOf(session);
      rmSync(path.join(folder, '.lp-robustness'), { recursive: true, force: true });
      const first = evaluateElsewhere(40);
      await openModel(session);
      await lens(first).waitFor();
      await lens(evaluateTitle).click();
      await pick(page, 'data', 'pictures'); // the model is not asked for
      await page.locator('.quick-input-title', { hasText: 'suite' }).waitFor();
      await page.keyboard.press('Escape');
      await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });

      const second = evaluateElsewhere(170);
      expect(second).not.toBe(first);
      await lens(second).waitFor();
      await session.screenshot('lens-model');
      await lens(second).click();
      const frame = await reportFrame(page);
      expect(await frame.locator('h1').innerText()).toBe('largest-channel');
    });
  });

  describe('in Restricted Mode', () => {
    const session = useSession(() => {
      evaluateElsewhere(40);
      return openSession(folder, { trust: false, settings });
    });

    it('only open the result', async () => {
      const lens = lensOf(session);
      await openModel(session);
      await lens('mCE_Lp').waitFor();
      await session.screenshot('lens-restricted-mode');
      expect(await lens(evaluateTitle).count()).toBe(0);
      await lens('mCE_Lp').click();
      const frame = await reportFrame(session.page);
      expect(await frame.locator('h1').innerText()).toBe('largest-channel');
    });
  });
});
