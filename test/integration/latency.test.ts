import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { until } from './processes';
import { workspaceRoot } from './workspace';

/** The benchmark asks for these figures; a test has no opinion about them, and leaves them out. */
const file = process.env['LPR_LATENCY_FILE'];

/** Of Node 23.9 and later, which this VS Code has; in microseconds. */
const { threadCpuUsage } = process as unknown as { threadCpuUsage(): { user: number; system: number } };

/**
 * The longest stretch of the extension host's own work between two looks at its event loop, in milliseconds: by the
 * processor time of its thread, so that what else the machine is doing does not count.
 */
async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  const used = () => {
    const { user, system } = threadCpuUsage();
    return (user + system) / 1000;
  };
  let last = used();
  let longest = 0;
  const look = () => {
    const now = used();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const ticks = setInterval(look, 1);
  await work();
  await new Promise((resolve) => setTimeout(resolve, 300)); // what it has left for later
  clearInterval(ticks);
  look();
  return longest;
}

const isOpen = (label: string) => vscode.window.tabGroups.all.some((group) => group.tabs.some((tab) => tab.label.includes(label)));

if (file !== undefined) {
  describe('The latencies of the extension', () => {
    it('are measured', async () => {
      const extension = vscode.extensions.getExtension('lp-robustness.lp-robustness');
      assert.ok(extension);
      const idle = await longestBlock(() => new Promise((resolve) => setTimeout(resolve, 3000)));
      let milliseconds = 0;
      const activation = await longestBlock(async () => {
        ({ milliseconds } = (await extension.activate()) as { milliseconds: number });
      });
      const model = path.join(extension.extensionPath, 'playground', 'models', 'mnist-standard', 'model.json');
      let firstEstimates = 0;
      const evaluation = await longestBlock(async () => {
        const began = performance.now();
        const done = vscode.commands.executeCommand('lpRobustness.evaluate', { model, data: 'mnist', suite: 'paper', limit: 1000 });
        // The panel opens with the first estimates.
        await until(() => isOpen('Lp robustness: mnist-standard'));
        firstEstimates = performance.now() - began;
        await done;
      });
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      const runs = path.join(workspaceRoot(), '.lp-robustness', 'runs');
      const run = path.join(runs, String(readdirSync(runs)[0]));
      const report = await longestBlock(async () => {
        await vscode.commands.executeCommand('lpRobustness.openReport', run);
        await until(() => vscode.window.tabGroups.all.some((group) => group.tabs.length > 0));
      });
      writeFileSync(file, JSON.stringify({ idle, milliseconds, activation, firstEstimates, evaluation, report }));
    });
  });
}
