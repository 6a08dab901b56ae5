import path from 'node:path';
import * as vscode from 'vscode';
import { z } from 'zod';
import { architectureNameSchema, type ArchitectureName } from '../../protocol/training';
import { chooseImageFolder, chooseModelFile, offersOfData, other } from '../choices/askChoice';
import type { Offer } from '../choices/choice';
import { findModels } from '../choices/findModels';
import { oneOfSeveral } from '../choices/oneOfSeveral';
import { modelName, dataName } from '../sidePanel/runNames';
import { corruptionChoices, type CorruptionChoice } from './trainingTemplate';

const largestEpochs = 100_000;

/** What the user wants to train. Paths are absolute. */
const askedTrainingSchema = z.object({
  /** An architecture's name, or the path of a layers model of the user's own. */
  subject: z.union([z.object({ architecture: architectureNameSchema }), z.object({ model: z.string().min(1) })]),
  /** A dataset's name, or an absolute path. */
  data: z.string().min(1),
  corruptions: z.enum(Object.keys(corruptionChoices) as [CorruptionChoice]),
  epochs: z.int().min(1).max(largestEpochs),
});
export type AskedTraining = z.infer<typeof askedTrainingSchema>;

/** A part of it, as other commands and menus hand it over. */
export const givenTrainingSchema = askedTrainingSchema.partial();
export type GivenTraining = z.infer<typeof givenTrainingSchema>;

/** Asks what is not given, one quick pick each. Undefined where the user gave up. */
export async function askTraining(given: GivenTraining): Promise<AskedTraining | undefined> {
  const subject = given.subject ?? (await askSubject());
  if (subject === undefined) return undefined;
  const data = given.data ?? (await askData());
  if (data === undefined) return undefined;
  const corruptions = given.corruptions ?? (await ask(3, vscode.l10n.t('corruptions'), corruptionOffers()));
  if (corruptions === undefined) return undefined;
  const epochs = given.epochs ?? (await askEpochs());
  return epochs === undefined ? undefined : { subject, data, corruptions, epochs };
}

/** "resnet-8-cifar10-c2": what the new file is called. */
export function nameOf({ subject, data, corruptions }: AskedTraining): string {
  const model = 'model' in subject ? modelName(subject.model) : subject.architecture;
  return [model, path.parse(dataName(data)).name, corruptions].join('-').replace(/[^\p{L}\p{N}._-]+/gu, '-');
}

async function ask<T>(step: number, what: string, offers: readonly Offer<T>[] | Promise<readonly Offer<T>[]>): Promise<T | undefined> {
  const title = vscode.l10n.t('{0} ({1} of 4): {2}', vscode.l10n.t('Train with Lp corruptions'), step, what);
  const options = { ...oneOfSeveral, title, placeHolder: vscode.l10n.t('Choose the {0}', what), matchOnDescription: true };
  return (await vscode.window.showQuickPick<Offer<T>>(Promise.resolve(offers), options))?.value;
}

async function askSubject(): Promise<AskedTraining['subject'] | undefined> {
  const chosen = await ask(1, vscode.l10n.t('model'), subjectOffers());
  if (chosen !== other) return chosen;
  const model = await chooseModelFile();
  return model === undefined ? undefined : { model };
}

/** Parameters are those for ten classes. */
async function subjectOffers(): Promise<Offer<AskedTraining['subject'] | typeof other>[]> {
  const details: Readonly<Record<ArchitectureName, string>> = {
    'small-cnn': vscode.l10n.t('three convolutions: minutes on a processor'),
    'resnet-8': vscode.l10n.t('a small residual network: fits a processor'),
    'resnet-20': vscode.l10n.t('a residual network of 0.27 million parameters'),
    'wideresnet-28-4': vscode.l10n.t('5.9 million parameters: wants a GPU'),
    'wideresnet-28-10': vscode.l10n.t('36 million parameters: wants a GPU'),
    'densenet201-12': vscode.l10n.t('2.6 million parameters: wants a GPU'),
    'resnext29-32x4d': vscode.l10n.t('4.8 million parameters: wants a GPU'),
  };
  const models = (await findModels()).filter(({ format }) => format !== 'graph');
  return [
    ...architectureNameSchema.options.map((architecture) => ({ label: architecture, description: details[architecture], value: { architecture } })),
    ...models.map((model) => ({ label: model.name, description: vscode.l10n.t('from its own weights'), detail: vscode.workspace.asRelativePath(model.path), value: { model: model.path } })),
    { label: vscode.l10n.t('Choose a model file...'), alwaysShow: true, value: other },
  ];
}

async function askData(): Promise<string | undefined> {
  const chosen = await ask(2, vscode.l10n.t('data'), offersOfData());
  return chosen === other ? chooseImageFolder() : chosen;
}

function corruptionOffers(): Offer<CorruptionChoice>[] {
  const two = vscode.l10n.t('two strengths of one norm');
  const details: Readonly<Record<CorruptionChoice, readonly [string, string]>> = {
    c2: ['C2', vscode.l10n.t('L0, L2 and L\u221e, ten strengths each')],
    c1: ['C1', vscode.l10n.t('nine norms, ten strengths each')],
    c3: ['C3', vscode.l10n.t('nine norms, the five smallest strengths of each')],
    l0: ['L0', two],
    'l0.5': ['L0.5', two],
    l1: ['L1', two],
    l2: ['L2', two],
    l50: ['L50', two],
    linf: ['L\u221e', two],
    'trivialaugment-c2': [vscode.l10n.t('TrivialAugment and C2'), vscode.l10n.t('one random operation, then a corruption')],
    standard: [vscode.l10n.t('None'), vscode.l10n.t('standard training, to compare with')],
  };
  return (Object.keys(corruptionChoices) as CorruptionChoice[]).map((value) => ({ label: details[value][0], description: details[value][1], value }));
}

async function askEpochs(): Promise<number | undefined> {
  const offers: Offer<number>[] = [
    { label: vscode.l10n.t('{0} epochs', 7), description: vscode.l10n.t('enough to compare small networks'), value: 7 },
    { label: vscode.l10n.t('{0} epochs', 30), value: 30 },
    { label: vscode.l10n.t('{0} epochs', 150), description: vscode.l10n.t('as in the paper'), value: 150 },
    { label: vscode.l10n.t('Another number...'), alwaysShow: true, value: 0 },
  ];
  const chosen = await ask(4, vscode.l10n.t('length'), offers);
  if (chosen !== 0) return chosen;
  const problem = vscode.l10n.t('A whole number from 1 to 100,000.');
  const isGood = (text: string) => /^\d+$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= largestEpochs;
  const text = await vscode.window.showInputBox({ ...oneOfSeveral, title: vscode.l10n.t('Epochs: how often each image is trained on'), validateInput: (value) => (isGood(value) ? undefined : problem) });
  return text === undefined ? undefined : Number(text);
}
