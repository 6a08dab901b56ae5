import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace.mjs';
import { notification, runCommand } from '../vscode/workbench.mjs';
import { openSession, temporaryFolder, type Session } from './session';

describe('In Restricted Mode', () => {
  const folder = temporaryFolder();
  let session: Session;

  beforeAll(async () => {
    writeSampleWorkspace(folder);
    session = await openSession(folder, { trust: false, settings: { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' } });
  });
  afterAll(async () => {
    await session.end();
  });

  it('opens no model, and says how to go on', async () => {
    const { page } = session;
    await runCommand(page, 'Evaluate Lp robustness');
    const message = notification(page, /\(LPR-604\)/);
    await message.waitFor({ timeout: 60_000 });
    await session.screenshot('restricted-mode');
    await message.getByText('Manage workspace trust').click();
    await page.locator('.workspace-trust-editor').waitFor();
    expect(existsSync(path.join(folder, '.lp-robustness'))).toBe(false);
  });
});
