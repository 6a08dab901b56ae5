import path from 'node:path';
import * as vscode from 'vscode';
import { findImageData } from './findImageData';
import { findModels } from './findModels';
import { lastFirst, type Choice, type Offer } from './choice';
import { oneOfSeveral } from './oneOfSeveral';

const dataSets: readonly Offer<string>[] = [
  { label: 'MNIST', description: vscode.l10n.t('10,000 grey digits of 28 x 28, fetched once (11 MB)'), value: 'mnist' },
  { label: 'Fashion-MNIST', description: vscode.l10n.t('70,000 grey clothes of 28 x 28, fetched once (39 MB)'), value: 'fashion-mnist' },
  { label: 'CIFAR-10', description: vscode.l10n.t('10,000 colour pictures of 32 x 32, fetched once (139 MB)'), value: 'cifar10' },
];

const suites: readonly Offer<string>[] = [
  { label: 'paper', description: vscode.l10n.t('9 norms with 10 epsilons each, and the imperceptible corruptions'), value: 'paper' },
  { label: 'quick', description: vscode.l10n.t('one epsilon for each of L0, L1, L2 and Linf'), value: 'quick' },
  { label: 'imperceptible', description: vscode.l10n.t('only corruptions too weak to see'), value: 'imperceptible' },
];

const limits: readonly Offer<number | null>[] = [
  { label: vscode.l10n.t('1,000 images'), description: vscode.l10n.t('a seeded sample: errors to within 3 percentage points'), value: 1000 },
  { label: vscode.l10n.t('100 images'), description: vscode.l10n.t('a seeded sample: errors to within 10 percentage points'), value: 100 },
  { label: vscode.l10n.t('All images'), description: vscode.l10n.t('as precise as the data allow'), value: null },
];

/**
 * Asks for model, data, suite and number of images, one quick pick each, with the last answer first.
 * What is given already is not asked. Undefined where the user gave up.
 */
export async function askChoice(given: Partial<Choice>, last: Partial<Choice>, purpose = vscode.l10n.t('Evaluate Lp robustness'), noteOf: NoteOfData = () => Promise.resolve('')): Promise<Choice | undefined> {
  const ask = asking(purpose);
  const model = given.model ?? (await askModel(ask, last.model));
  if (model === undefined) return undefined;
  const data = given.data ?? (await askData(ask, last.data));
  if (data === undefined) return undefined;
  const suite = given.suite ?? (await ask(vscode.l10n.t('suite of corruptions'), 3, offersOfSuites(last.suite), last.suite, await noteOf(data, model)));
  if (suite === undefined) return undefined;
  const limit = given.limit === undefined ? await ask(vscode.l10n.t('number of images'), 4, limits, last.limit) : given.limit;
  return limit === undefined ? undefined : { model, data, suite, limit, resize: given.resize ?? false };
}

/** Asks for data alone, as the first of four questions. Undefined where the user gave up. */
export function askDataAlone(purpose: string, last: string | undefined): Promise<string | undefined> {
  const ask = asking(purpose);
  return askData((what, _, offers, before) => ask(what, 1, offers, before), last);
}

type Ask = <T>(what: string, step: number, offers: readonly Offer<T>[] | Promise<readonly Offer<T>[]>, last: T | undefined, note?: string) => Promise<T | undefined>;

/** What is known of some data that matters for the choice of a suite: where its labels are safe. Empty where nothing is. */
export type NoteOfData = (data: string, model: string) => Promise<string>;

/** Asks one of the four questions, under a title that says what for. */
function asking(purpose: string): Ask {
  return async (what, step, offers, last, note = '') => {
    const options = { ...oneOfSeveral, title: vscode.l10n.t('{0} ({1} of 4): {2}', purpose, step, what), placeHolder: [vscode.l10n.t('Choose the {0}', what), note].filter(Boolean).join('. '), matchOnDescription: true };
    const all = Promise.resolve(offers).then((found) => lastFirst(found, last));
    return (await vscode.window.showQuickPick(all, options))?.value;
  };
}

/** Stands for what is chosen in a dialog. */
export const other = '\0other'; // no path and no name has this character

async function askModel(ask: Ask, last: string | undefined): Promise<string | undefined> {
  const chosen = await ask(vscode.l10n.t('model'), 1, offersOfModels(), last);
  return chosen === other ? chooseModelFile() : chosen;
}

export async function chooseModelFile(): Promise<string | undefined> {
  const [file] = (await vscode.window.showOpenDialog({ title: vscode.l10n.t('Model file (model.json)'), filters: { [vscode.l10n.t('TensorFlow.js model')]: ['json'] } })) ?? [];
  return file?.fsPath;
}

/** Every model of the workspace, and the way to another one. */
export async function offersOfModels(): Promise<Offer<string>[]> {
  const models = await findModels();
  const formats = { layers: vscode.l10n.t('layers model'), graph: vscode.l10n.t('graph model'), unknown: '' };
  return [
    ...models.map((model) => ({ label: model.name, description: formats[model.format], detail: vscode.workspace.asRelativePath(model.path), value: model.path })),
    { label: vscode.l10n.t('Choose a model file...'), alwaysShow: true, value: other },
  ];
}

async function askData(ask: Ask, last: string | undefined): Promise<string | undefined> {
  const chosen = await ask(vscode.l10n.t('data'), 2, offersOfData(), last);
  return chosen === other ? chooseImageFolder() : chosen;
}

export async function chooseImageFolder(): Promise<string | undefined> {
  const [folder] = (await vscode.window.showOpenDialog({ title: vscode.l10n.t('Folder of the images'), canSelectFolders: true, canSelectFiles: false })) ?? [];
  return folder?.fsPath;
}

/** Every image data of the workspace, the datasets by name, and the way to another folder. */
export async function offersOfData(): Promise<Offer<string>[]> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const found = (await Promise.all(folders.map((folder) => findImageData(folder.uri.fsPath)))).flat();
  const own = found.map((data) => ({
    label: path.basename(data.path),
    description: data.kind === 'class folders' ? vscode.l10n.t('folder with one subfolder per class') : vscode.l10n.t('{0} files', data.kind),
    detail: vscode.workspace.asRelativePath(data.path),
    value: data.path,
  }));
  return [...own, ...dataSets, { label: vscode.l10n.t('Choose a folder...'), alwaysShow: true, value: other }];
}

/** The built-in suites, and the user's own suite file where one was given the last time. */
function offersOfSuites(last: string | undefined): Offer<string>[] {
  const isFile = last !== undefined && !suites.some((suite) => suite.value === last);
  return isFile ? [{ label: path.basename(last), detail: last, value: last }, ...suites] : [...suites];
}
