import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { ServerConnection } from '../../src/extension/serverConnection';

/** What a suite of jobs works with. */
export interface ServerWindows {
  /** A folder that goes away when the suite is done. */
  readonly folder: string;
  /** What a window has: a server of its own, ended after the test. */
  openWindow(): ServerConnection;
}

/** Gives the suite that calls it a folder and windows. @param name Of the suite's log: one that is shared is closed by whoever ends first. */
export function useServerWindows(name: string): ServerWindows {
  const log = vscode.window.createOutputChannel(`${name} test`, { log: true });
  const windows: ServerConnection[] = [];
  let folder: string | undefined;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), `lpr-${name}-`));
  });
  afterEach(async () => {
    await Promise.all(windows.splice(0).map((window) => window.stop()));
  });
  after(() => {
    log.dispose();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });
  return {
    get folder() {
      if (folder === undefined) throw new Error('There is no folder before the first test.');
      return folder;
    },
    openWindow() {
      const server = path.join(vscode.extensions.getExtension('lp-robustness.lp-robustness')?.extensionPath ?? '', 'dist', 'server.js');
      const window = new ServerConnection(server, log);
      windows.push(window);
      return window;
    },
  };
}
