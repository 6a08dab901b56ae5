import path from 'node:path';
import * as vscode from 'vscode';
import { hostErrors } from '../../protocol/errors';
import { betweenSchema, separationReportSchema, type Between, type SeparationResult } from '../../protocol/separation';
import { separationPictureRequest, separationRequest } from '../../protocol/separationMessages';
import { askDataAlone } from '../choices/askChoice';
import { lastChoice, runFolderOf } from '../choices/choice';
import { findModels } from '../choices/findModels';
import { oneOfSeveral } from '../choices/oneOfSeveral';
import type { Extension } from '../extensionParts';
import type { AnalysisView } from '../panels/analysisPanel';
import { settings } from '../settings';
import { runAnalysis } from './analysis';

export const separationView: AnalysisView<'separation'> = {
  name: 'separation',
  title: 'Class separation',
  file: 'separation.json',
  read: async (text, { server }) => {
    const report = separationReportSchema.parse(JSON.parse(text));
    // Reading images takes trust; the figures do not.
    return vscode.workspace.isTrusted ? server.request(separationPictureRequest, { report }) : { report, pair: [], mscr: null };
  },
};

/** What is asked of a data set. */
export interface SeparationChoice {
  readonly data: string;
  readonly norm: number | 'inf';
  readonly between: Between;
  /** Path of a model.json; null: none. */
  readonly model: string | null;
}

const norms: readonly (number | 'inf')[] = [2, 'inf', 1, 5, 10];
const other = 'other';

/**
 * **Measure class separation**: asks what is not given, and finds every image's distance to the nearest image of another class.
 *
 * @returns the result, or undefined where the user gave up
 * @throws LprError, with the panel showing it
 */
export async function separation(extension: Extension, given: Partial<SeparationChoice> = {}): Promise<SeparationResult | undefined> {
  if (!vscode.workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
  const data = given.data ?? (await askDataAlone(vscode.l10n.t('Measure class separation'), lastChoice(extension.context.workspaceState).data));
  if (data === undefined) return undefined;
  const norm = given.norm ?? (await askNorm());
  if (norm === undefined) return undefined;
  const between = given.between ?? (await askBetween());
  if (between === undefined) return undefined;
  const model = given.model === undefined ? await askModel() : given.model;
  if (model === undefined) return undefined;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? runFolderOf(path.join(data, 'model.json'));
  return runAnalysis(extension, {
    view: separationView,
    name: vscode.l10n.t('Class separation of {0}', path.basename(data)),
    ask: (workId, token) =>
      extension.server.request(
        separationRequest,
        { workId, folder, data, norm, between, ...(model === null ? {} : { model: { model, data: { source: data, resize: false }, suite: 'quick', split: 'test', seed: 1, draws: 1, backend: settings.backend } }) },
        token,
      ),
  });
}

async function askNorm(): Promise<number | 'inf' | undefined> {
  const offers = [...norms.map((value) => ({ label: value === 'inf' ? 'L\u221e' : `L${value}`, value: String(value) })), { label: vscode.l10n.t('Another p ...'), value: other }];
  const chosen = await vscode.window.showQuickPick(offers, { ...oneOfSeveral, title: vscode.l10n.t('Measure class separation (2 of 4): norm'), placeHolder: vscode.l10n.t('Choose the norm of the distance') });
  if (chosen === undefined) return undefined;
  const text = chosen.value === other ? await vscode.window.showInputBox({ ...oneOfSeveral, title: vscode.l10n.t('Norm p, a number from 1 to 1000'), validateInput: problemOf }) : chosen.value;
  return text === undefined ? undefined : text === 'inf' ? 'inf' : Number(text);
}

function problemOf(text: string): string | undefined {
  const p = Number(text);
  return text.trim() !== '' && p >= 1 && p <= 1000 ? undefined : vscode.l10n.t('A number from 1 to 1000: below p = 1 there is no triangle inequality.');
}

async function askBetween(): Promise<Between | undefined> {
  const details: Record<Between, string> = {
    'train-train': vscode.l10n.t('training images with each other'),
    'train-test': vscode.l10n.t('test images with training images'),
    'test-test': vscode.l10n.t('test images with each other'),
  };
  const offers = betweenSchema.options.map((value) => ({ label: value, description: details[value], value }));
  const chosen = await vscode.window.showQuickPick(offers, { ...oneOfSeveral, title: vscode.l10n.t('Measure class separation (3 of 4): images'), placeHolder: vscode.l10n.t('Choose which images are compared') });
  return chosen?.value;
}

/** A model whose accuracy at half the separation is of interest; null: none; undefined: the user gave up. */
async function askModel(): Promise<string | null | undefined> {
  const models = await findModels();
  const offers = [
    { label: vscode.l10n.t('No model'), description: vscode.l10n.t('the separation alone'), value: null },
    ...models.map(({ name, path: file }) => ({ label: name, description: vscode.l10n.t('and its robustness at half the separation (MSCR)'), detail: vscode.workspace.asRelativePath(file), value: file })),
  ];
  const chosen = await vscode.window.showQuickPick(offers, { ...oneOfSeveral, title: vscode.l10n.t('Measure class separation (4 of 4): model'), placeHolder: vscode.l10n.t('Choose a model, or none') });
  return chosen?.value;
}
