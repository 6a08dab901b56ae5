import * as vscode from 'vscode';
import type { TestExplorer } from './testExplorer';

/** The Test Explorer's root of this extension. It is there from activation on; what is in it is loaded when it is first looked at. */
export function registerTests(load: () => Promise<{ readonly testExplorer: TestExplorer }>): vscode.TestController {
  const controller = vscode.tests.createTestController('lpRobustness.thresholds', 'Lp Robustness');
  controller.resolveHandler = async (item) => (await load()).testExplorer.resolve(item);
  controller.refreshHandler = async (token) => (await load()).testExplorer.resolve(undefined, token);
  controller.createRunProfile(vscode.l10n.t('Check thresholds'), vscode.TestRunProfileKind.Run, async (request, token) => (await load()).testExplorer.run(request, token), true);
  return controller;
}
