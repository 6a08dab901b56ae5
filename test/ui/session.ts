import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { reportSchema, type Report } from '../../src/protocol/report';
import { startCodeServer, type CodeServer } from '../vscode/codeServer.mjs';
import { openBrowser, openWorkbench } from '../vscode/workbench.mjs';
import { freshPackage } from './packagedExtension';
import { programs, signal } from './programs';

const screenshots = path.resolve(import.meta.dirname, '../../test-results/screenshots');

/** A real VS Code with the packaged extension, a workspace, and a browser that looks at it. */
export interface Session {
  /** The first window; another one after {@link freshWindow}. */
  readonly page: Page;
  readonly server: CodeServer;
  /** Requests to anywhere but this machine, and scripts or styles that a page's policy stopped: there should be none. */
  readonly strayRequests: readonly string[];
  readonly policyViolations: readonly string[];
  /** Opens the same folder in another window, which has an extension host and a server of its own. */
  openWindow(): Promise<Page>;
  /** @param of Default: the first window. */
  screenshot(name: string, of?: Page): Promise<void>;
  /** Closes the windows, ends what they have left running, and opens one that remembers nothing of them. */
  freshWindow(): Promise<void>;
  end(): Promise<void>;
}

export interface SessionOptions {
  readonly trust?: boolean;
  readonly settings?: Record<string, unknown>;
}

const isOfThisMachine = /^(https?|wss?):\/\/(127\.0\.0\.1|localhost)[:/]/;
/** The host that a webview's own files have: VS Code's service worker answers for it, and nothing leaves the machine. */
const isPageClosedWhileItLoaded = /^https:\/\/[\w+-]+\.vscode-resource\.vscode-cdn\.net\/\S+ \(net::ERR_ABORTED\)$/;

/** @param folder A folder, or a .code-workspace file. */
export async function openSession(folder: string, options: SessionOptions = {}): Promise<Session> {
  const server = await startCodeServer({ folder, vsix: freshPackage(), ...options });
  const { page: first, freshPage, close } = await openBrowser();
  let page = first;
  const strayRequests: string[] = [];
  const policyViolations: string[] = [];
  const open = async () => {
    page.on('requestfailed', (request) => {
      const failed = `${request.url()} (${request.failure()?.errorText ?? ''})`;
      if (!isOfThisMachine.test(failed) && !isPageClosedWhileItLoaded.test(failed)) strayRequests.push(failed);
    });
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) policyViolations.push(message.text());
    });
    await openWorkbench(page, server);
  };
  const end = async () => {
    await close();
    await server.stop();
  };
  try {
    await open();
  } catch (error) {
    await end();
    throw error;
  }
  mkdirSync(screenshots, { recursive: true });
  return {
    get page() {
      return page;
    },
    server,
    strayRequests,
    policyViolations,
    async openWindow() {
      const window = await page.context().newPage();
      await openWorkbench(window, server);
      return window;
    },
    async screenshot(name, of = page) {
      // What fades in is shown as it will be.
      await of.screenshot({ path: path.join(screenshots, `${name}.png`), animations: 'disabled' });
    },
    async freshWindow() {
      for (const window of page.context().pages()) await window.goto('about:blank'); // one that is closed by force would keep its extension host
      for (const program of ['server', 'cli', 'compute'] as const) signal(programs(server.profile, program), 'SIGKILL');
      await page.context().close();
      page = await freshPage();
      await open();
    },
    end,
  };
}

/**
 * The session of a suite's tests: opened before the first, ended after the last. A test that failed drags no other along: its last picture
 * is kept, and what comes next, be it a second try or another test, has a window of its own. So each test brings about by itself what it
 * begins from, where it is not there already.
 */
export function useSession(open: () => Promise<Session>): Session {
  let opened: Session | undefined;
  let hasFailed = false;
  const session = (): Session => {
    if (opened === undefined) throw new Error('There is no session before the first test.');
    return opened;
  };
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened?.end());
  beforeEach(async () => {
    if (hasFailed) await session().freshWindow();
    hasFailed = false;
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    hasFailed = true;
    const name = `failure ${task.name} ${task.result.retryCount ?? 0}`;
    for (const { stack, message } of task.result.errors?.slice(-1) ?? []) console.error(`${name}: ${stack ?? message}`); // a try that is followed by a good one is told nowhere else
    await session().screenshot(name.replace(/\W+/g, '-')).catch(() => undefined); // the failure itself is told already
  });
  return {
    get page() {
      return session().page;
    },
    get server() {
      return session().server;
    },
    get strayRequests() {
      return session().strayRequests;
    },
    get policyViolations() {
      return session().policyViolations;
    },
    openWindow: () => session().openWindow(),
    screenshot: (name, of) => session().screenshot(name, of),
    freshWindow: () => session().freshWindow(),
    end: () => session().end(),
  };
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

/** The page in a webview that shows something of a kind now, by its selector and text; undefined where none does. */
export async function shownFrame(page: Page, selector: string, text: string | RegExp = ''): Promise<Frame | undefined> {
  for (const frame of page.frames()) {
    const found = frame.locator(selector, { hasText: text }).first();
    const isShown = await found.isVisible().catch(() => false); // a frame may go away meanwhile
    if (isShown) return frame;
  }
  return undefined;
}

/** The page in a webview that shows something of a kind, once it does. */
export async function frameWith(page: Page, selector: string, text: string | RegExp = '', seconds = 60): Promise<Frame> {
  const end = performance.now() + 1000 * seconds;
  while (performance.now() < end) {
    const frame = await shownFrame(page, selector, text);
    if (frame !== undefined) return frame;
    await page.waitForTimeout(50);
  }
  throw new Error(`No page with ${selector} and "${String(text)}" came up within ${seconds} seconds.`);
}

/** The page of a panel inside its webview, by the name of its element, once it shows something. */
export function pageFrame(page: Page, element: string): Promise<Frame> {
  return frameWith(page, `${element} main`);
}

/** The report page inside its webview, once it shows something. */
export function reportFrame(page: Page): Promise<Frame> {
  return pageFrame(page, 'lpr-report');
}

/** The report page on show that has this text, as soon as there is one: the page of a running evaluation gives way to its report's editor. */
export function reportFrameWith(page: Page, text: string, seconds: number): Promise<Frame> {
  return frameWith(page, 'lpr-report main', text, seconds);
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
