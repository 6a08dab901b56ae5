import { expect, it } from 'vitest';
import { startCodeServer } from '../vscode/codeServer.mjs';
import { openBrowser } from '../vscode/workbench.mjs';
import { temporaryFolder } from './session';

it('the VS Code of the demo listens on loopback and opens with its password only', async () => {
  const server = await startCodeServer({ folder: temporaryFolder(), password: 'correct horse', vsix: null });
  const { page, close } = await openBrowser();
  try {
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
    await page.goto(server.url);
    const password = page.locator('input[type=password]');
    await password.fill('wrong');
    await password.press('Enter');
    await page.getByText('Incorrect password').waitFor();
    await password.fill('correct horse');
    await password.press('Enter');
    await page.locator('.monaco-workbench .activitybar').waitFor({ timeout: 60_000 });
  } finally {
    await close();
    await server.stop();
  }
});
