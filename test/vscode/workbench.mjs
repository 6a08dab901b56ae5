// Opens VS Code in Chromium and drives it as a person would.
import { chromium } from 'playwright-core';
import { ensureChromium } from './chromium.mjs';

/** Nothing but loopback resolves: a request to elsewhere fails, and is seen. */
const chromiumArguments = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost'];

/**
 * Starts Chromium with one empty page. `freshPage` gives another one that remembers nothing of the first.
 * @param {{ width?: number, height?: number }} [options]
 * @returns {Promise<{ page: import('playwright-core').Page, freshPage: () => Promise<import('playwright-core').Page>, close: () => Promise<void> }>}
 */
export async function openBrowser({ width = 1400, height = 900 } = {}) {
  const isRoot = process.getuid?.() === 0; // Chromium has no sandbox for root
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: [...chromiumArguments, ...(isRoot ? ['--no-sandbox'] : [])] });
  const freshPage = async () => {
    const context = await browser.newContext({ viewport: { width, height }, permissions: ['clipboard-read', 'clipboard-write'] });
    return context.newPage();
  };
  return { page: await freshPage(), freshPage, close: () => browser.close() };
}

/**
 * Opens the workbench of a started VS Code and waits until it can be used.
 * @param {import('playwright-core').Page} page
 * @param {import('./codeServer.mjs').CodeServer} server
 */
export async function openWorkbench(page, server) {
  await page.goto(server.url, { waitUntil: 'domcontentloaded' });
  await page.locator('.monaco-workbench .activitybar').waitFor({ timeout: 60_000 });
}

/**
 * Loads the window again by VS Code's own command. A page that is merely loaded again forgets what was opened within the last
 * seconds: in a browser VS Code writes its state every five of them, and this command writes it first.
 * @param {import('playwright-core').Page} page
 */
export async function reloadWindow(page) {
  const loaded = page.waitForEvent('load', { timeout: 120_000 });
  await runCommand(page, 'Developer: Reload Window');
  await loaded;
  await page.locator('.monaco-workbench .activitybar').waitFor({ timeout: 60_000 });
}

const appears = (locator) => locator.waitFor({ timeout: 5000 }).then(() => true, () => false);

/**
 * Runs a command by its title in the palette. The quick input stays open where the command asks something.
 * @param {import('playwright-core').Page} page
 * @param {string} title
 */
export async function runCommand(page, title) {
  const input = page.locator('.quick-input-widget');
  const entry = input.locator('.monaco-list-row').filter({ hasText: title }).first();
  // Until its extension has been scanned a command is missing, and an open palette does not learn of it.
  for (let tries = 1; ; tries++) {
    await page.keyboard.press('F1'); // a webview that is being loaded may swallow it
    if (await appears(input)) {
      await page.keyboard.type(title); // the palette begins with its '>'
      // A webview that comes to life may take the focus, and with it the palette.
      if ((await appears(entry)) && (await entry.click({ timeout: 5000 }).then(() => true, () => false))) return;
      await page.keyboard.press('Escape');
      await input.waitFor({ state: 'hidden' });
    }
    if (tries === 8) throw new Error(`The palette has no command "${title}".`);
  }
}

/**
 * Chooses the entry of the open quick pick that has this label.
 * @param {import('playwright-core').Page} page
 * @param {string} title What the quick pick asks, so that the right one is answered.
 * @param {string} label
 */
export async function pick(page, title, label) {
  const input = page.locator('.quick-input-widget');
  await input.locator('.quick-input-title', { hasText: title }).waitFor();
  const exactly = page.locator('.label-name', { hasText: new RegExp(`^${label.replace(/[^\w\s]/g, '\\$&')}$`) });
  await input.locator('.quick-input-list .monaco-list-row').filter({ has: exactly }).first().click();
  // Left on an entry of the next question, the pointer would bring up a tooltip that lies over other entries.
  await page.mouse.move(0, 0);
}

/**
 * The document inside the last opened webview.
 * @param {import('playwright-core').Page} page
 * @returns {import('playwright-core').FrameLocator}
 */
export function webview(page) {
  return page.locator('iframe.webview.ready').last().contentFrame().frameLocator('iframe#active-frame');
}

/**
 * The notifications on screen with this text.
 * @param {import('playwright-core').Page} page
 * @param {string | RegExp} text
 */
export function notification(page, text) {
  return page.locator('.notifications-toasts .notification-list-item', { hasText: text });
}
