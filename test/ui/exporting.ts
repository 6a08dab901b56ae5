import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { notification, runCommand } from '../vscode/workbench.mjs';

/** Exports by a page's export bar to `export.ENDING` in a folder, and returns what was written, a character a byte. @param suggested What the name that is offered must hold. */
export async function exported(page: Page, bar: Locator, format: string, { folder, ending, suggested }: { readonly folder: string; readonly ending: string; readonly suggested: string }): Promise<string> {
  await bar.locator('select').selectOption(format);
  await bar.getByRole('button', { name: 'Export' }).click();
  const input = page.locator('.quick-input-widget input').first();
  await input.waitFor({ timeout: 60_000 });
  await expect.poll(() => input.inputValue()).toContain(suggested);
  const file = path.join(folder, `export.${ending}`);
  rmSync(file, { force: true });
  await input.fill(file);
  await page.keyboard.press('Enter');
  await notification(page, `Exported export.${ending}`).waitFor();
  await runCommand(page, 'Notifications: Clear All Notifications');
  return readFileSync(file, 'latin1');
}
