import path from 'node:path';
import * as vscode from 'vscode';
import { findImageData } from './findImageData';
import { findModels } from './findModels';
import { lastFirst, type Choice, type Offer } from './choice';

const dataSets: readonly Offer<string>[] = [
  { label: 'MNIST', description: '10,000 grey digits of 28 x 28, fetched once (11 MB)', value: 'mnist' },
  { label: 'Fashion-MNIST', description: '70,000 grey clothes of 28 x 28, fetched once (39 MB)', value: 'fashion-mnist' },
  { label: 'CIFAR-10', description: '10,000 colour pictures of 32 x 32, fetched once (139 MB)', value: 'cifar10' },
];

const suites: readonly Offer<string>[] = [
  { label: 'paper', description: '9 norms with 10 epsilons each, and the imperceptible corruptions', value: 'paper' },
  { label: 'quick', description: 'one epsilon for each of L0, L1, L2 and Linf', value: 'quick' },
  { label: 'imperceptible', description: 'only corruptions too weak to see', value: 'imperceptible' },
];

const limits: readonly Offer<number | null>[] = [
  { label: '1,000 images', description: 'a seeded sample: errors to within 3 percentage points', value: 1000 },
  { label: '100 images', description: 'a seeded sample: errors to within 10 percentage points', value: 100 },
  { label: 'All images', description: 'as precise as the data allow', value: null },
];

/**
 * Asks for model, data, suite and number of images, one quick pick each, with the last answer first.
 * What is given already is not asked. Undefined where the user gave up.
 */
export async function askChoice(given: Partial<Choice>, last: Partial<Choice>): Promise<Choice | undefined> {
  const model = given.model ?? (await askModel(last.model));
  if (model === undefined) return undefined;
  const data = given.data ?? (await askData(last.data));
  if (data === undefined) return undefined;
  const suite = given.suite ?? (await ask('suite of corruptions', 3, offersOfSuites(last.suite), last.suite));
  if (suite === undefined) return undefined;
  const limit = given.limit === undefined ? await ask('number of images', 4, limits, last.limit) : given.limit;
  return limit === undefined ? undefined : { model, data, suite, limit, resize: given.resize ?? false };
}

async function ask<T>(what: string, step: number, offers: readonly Offer<T>[] | Promise<readonly Offer<T>[]>, last: T | undefined): Promise<T | undefined> {
  const options = { title: `Evaluate Lp robustness (${step} of 4): ${what}`, placeHolder: `Choose the ${what}`, matchOnDescription: true };
  const all = Promise.resolve(offers).then((found) => lastFirst(found, last));
  const chosen = await vscode.window.showQuickPick<Offer<T>>(all, options);
  return chosen?.value;
}

const other = '\0other'; // no path and no name has this character

async function askModel(last: string | undefined): Promise<string | undefined> {
  const chosen = await ask('model', 1, offersOfModels(), last);
  if (chosen !== other) return chosen;
  const [file] = (await vscode.window.showOpenDialog({ title: 'Model file (model.json)', filters: { 'TensorFlow.js model': ['json'] } })) ?? [];
  return file?.fsPath;
}

async function offersOfModels(): Promise<Offer<string>[]> {
  const models = await findModels();
  const formats = { layers: 'layers model', graph: 'graph model', unknown: '' };
  return [
    ...models.map((model) => ({ label: model.name, description: formats[model.format], detail: vscode.workspace.asRelativePath(model.path), value: model.path })),
    { label: 'Choose a model file...', alwaysShow: true, value: other },
  ];
}

async function askData(last: string | undefined): Promise<string | undefined> {
  const chosen = await ask('data', 2, offersOfData(), last);
  if (chosen !== other) return chosen;
  const [folder] = (await vscode.window.showOpenDialog({ title: 'Folder of the images', canSelectFolders: true, canSelectFiles: false })) ?? [];
  return folder?.fsPath;
}

async function offersOfData(): Promise<Offer<string>[]> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const found = (await Promise.all(folders.map((folder) => findImageData(folder.uri.fsPath)))).flat();
  const own = found.map((data) => ({
    label: path.basename(data.path),
    description: data.kind === 'class folders' ? 'folder with one subfolder per class' : `${data.kind} files`,
    detail: vscode.workspace.asRelativePath(data.path),
    value: data.path,
  }));
  return [...own, ...dataSets, { label: 'Choose a folder...', alwaysShow: true, value: other }];
}

/** The built-in suites, and the user's own suite file where one was given the last time. */
function offersOfSuites(last: string | undefined): Offer<string>[] {
  const isFile = last !== undefined && !suites.some((suite) => suite.value === last);
  return isFile ? [{ label: path.basename(last), detail: last, value: last }, ...suites] : [...suites];
}
