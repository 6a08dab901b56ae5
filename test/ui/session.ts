import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { reportSchema, type Report } from '../../src/protocol/report';
import { startCodeServer, type CodeServer } from '../vscode/codeServer.mjs';
import { openBrowser, openWorkbench } from '../vscode/workbench.mjs';
import { freshPackage } from './packagedExtension';

const screenshots = path.resolve(import.meta.dirname, '../../test-results/screenshots');

/** A real VS Code with the packaged extension, a workspace, and a browser that looks at it. */
export interface Session {
  readonly page: Page;
  readonly server: CodeServer;
  /** Requests to anywhere but this machine, and scripts or styles that a page's policy stopped: there should be none. */
  readonly strayRequests: readonly string[];
  readonly policyViolations: readonly string[];
  screenshot(name: string): Promise<void>;
  end(): Promise<void>;
}

/** @param folder A folder, or a .code-workspace file. */
export async function openSession(folder: string, options: { trust?: boolean; settings?: Record<string, unknown> } = {}): Promise<Session> {
  const server = await startCodeServer({ folder, vsix: freshPackage(), ...options });
  const { page, close } = await openBrowser();
  const strayRequests: string[] = [];
  const policyViolations: string[] = [];
  page.on('requestfailed', (request) => {
    if (!/^(https?|wss?):\/\/(127\.0\.0\.1|localhost)[:/]/.test(request.url())) strayRequests.push(request.url());
  });
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) policyViolations.push(message.text());
  });
  const end = async () => {
    await close();
    await server.stop();
  };
  try {
    await openWorkbench(page, server);
  } catch (error) {
    await end();
    throw error;
  }
  mkdirSync(screenshots, { recursive: true });
  const screenshot = async (name: string) => {
    await page.waitForTimeout(500); // messages fade in
    await page.screenshot({ path: path.join(screenshots, `${name}.png`) });
  };
  return { page, server, strayRequests, policyViolations, screenshot, end };
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** A folder that goes away when the tests of its file are done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lpr-ui-'));
  folders.push(folder);
  return folder;
}

/** The report page inside its webview, once it shows something. */
export async function reportFrame(page: Page): Promise<Frame> {
  for (let tries = 0; tries < 600; tries++) {
    for (const frame of page.frames()) {
      const found = await frame.locator('lpr-report main').count().catch(() => 0); // a frame may go away meanwhile
      if (found > 0) return frame;
    }
    await page.waitForTimeout(100);
  }
  throw new Error('No report panel came up within a minute.');
}

/** The reports of the finished runs in a workspace folder. */
export function writtenReports(folder: string): Report[] {
  const runs = path.join(folder, '.lp-robustness', 'runs');
  return readdirSync(runs).flatMap((run) => {
    const file = path.join(runs, run, 'report.json');
    try {
      return [reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')))];
    } catch {
      return []; // a run that has not finished has none
    }
  });
}
