import path from 'node:path';
import * as vscode from 'vscode';
import type { AnalysisResult } from '../../protocol/analysisMessages';
import { criticalEpsilonReportSchema, type CriticalEpsilonReport } from '../../protocol/criticalEpsilon';
import { criticalEpsilonsRequest } from '../../protocol/criticalEpsilonMessages';
import { hostErrors } from '../../protocol/errors';
import { askChoice } from '../choices/askChoice';
import { lastChoice, rememberChoice, runFolderOf, type Choice } from '../choices/choice';
import type { Extension } from '../extensionParts';
import type { AnalysisView } from '../panels/analysisPanel';
import { modelName } from '../sidePanel/runNames';
import { runAnalysis } from './analysis';
import { experimentOf } from './evaluate';
import { knownSeparations, labelSafetyNote } from './labelSafety';

export const criticalEpsilonView: AnalysisView<'criticalEpsilon'> = {
  name: 'criticalEpsilon',
  title: 'Critical epsilons',
  file: 'critical-epsilon.json',
  read: (text, extension, folder) => withSeparations(extension, criticalEpsilonReportSchema.parse(JSON.parse(text)), folder),
};

/** @param folder of the result: it lies in `.lp-robustness/critical-epsilons` of its workspace */
async function withSeparations(extension: Extension, report: CriticalEpsilonReport, folder: string): Promise<AnalysisResult<'criticalEpsilon'>> {
  return { report, separations: await knownSeparations(extension, path.resolve(folder, '../../..'), report.data.source) };
}

/**
 * **Find critical epsilons**: asks for model, data, suite and number of images where they are not given, and finds for each image
 * the epsilon at which its prediction first flips.
 *
 * @returns the report, or undefined where the user gave up
 * @throws LprError, with the panel showing it
 */
export async function criticalEpsilon(extension: Extension, given: Partial<Choice> = {}): Promise<CriticalEpsilonReport | undefined> {
  if (!vscode.workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
  const storage = extension.context.workspaceState;
  const choice = await askChoice(given, lastChoice(storage), vscode.l10n.t('Find critical epsilons'), labelSafetyNote(extension));
  if (choice === undefined) return undefined;
  await rememberChoice(storage, choice);
  const folder = runFolderOf(choice.model);
  const found = await runAnalysis(extension, {
    view: criticalEpsilonView,
    name: vscode.l10n.t('Critical epsilons of {0} on {1}', modelName(choice.model), path.basename(choice.data)),
    ask: async (workId, token) => {
      const { report, ...place } = await extension.server.request(criticalEpsilonsRequest, { workId, folder, experiment: experimentOf(choice) }, token);
      return { ...place, result: await withSeparations(extension, report, place.folder) };
    },
  });
  return found.report;
}
