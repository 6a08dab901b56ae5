import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { z } from 'zod';
import { experimentErrors } from '../../protocol/errors';
import { datasetNameSchema, experimentFileSchema } from '../../protocol/experiment';
import type { PreviewSubject } from '../../protocol/preview';
import { previewStartSchema, type PreviewStart } from '../../protocol/previewMessages';
import { chooseImageFolder, chooseModelFile, offersOfData, offersOfModels, other } from '../choices/askChoice';
import { lastChoice, lastFirst, type Offer } from '../choices/choice';
import { settings } from '../settings';
import { isExperimentFile } from './evaluateFile';

/** What a preview is opened with: what it is about, and where it starts. */
export interface PreviewOrder {
  readonly subject: PreviewSubject;
  readonly start: PreviewStart;
}

/** What other commands and panels may hand over, an image of a run among them. Paths are absolute. */
const argumentSchema = previewStartSchema.extend({
  data: z.string().min(1).exactOptional(),
  split: z.enum(['test', 'train']).exactOptional(),
  model: z.string().min(1).nullable().exactOptional(),
  resize: z.boolean().exactOptional(),
});

const none = '\0none'; // no path has this character

/**
 * Makes out of a command's argument what to preview, and asks for the rest: a model.json, an experiment file, a folder or
 * file of images, or a description; without an argument the file in the active editor, else two questions.
 * Undefined where the user gave up.
 * @throws LPR-101 or 102 for an experiment file that cannot be used
 */
export async function previewOrder(argument: unknown, storage: vscode.Memento): Promise<PreviewOrder | undefined> {
  const given = argument ?? activeFile();
  if (given instanceof vscode.Uri) return orderFromFile(given, storage);
  const parsed = argumentSchema.safeParse(given ?? {});
  const { data: givenData, split = 'test', model: givenModel, resize = false, ...start } = parsed.success ? parsed.data : {};
  const data = givenData ?? (await askPreviewData(lastChoice(storage).data));
  if (data === undefined) return undefined;
  // Who names the data and no model has images alone in mind.
  const model = givenModel === undefined && givenData === undefined ? await askPreviewModel(lastChoice(storage).model) : (givenModel ?? null);
  return model === undefined ? undefined : { subject: { data, split, model, resize, backend: settings.backend }, start };
}

function activeFile(): vscode.Uri | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri !== undefined && (isExperimentFile(uri) || isModelFile(uri)) ? uri : undefined;
}

const isModelFile = (uri: vscode.Uri) => uri.scheme === 'file' && path.basename(uri.fsPath) === 'model.json';

async function orderFromFile(uri: vscode.Uri, storage: vscode.Memento): Promise<PreviewOrder | undefined> {
  if (isExperimentFile(uri)) return { subject: await subjectOfExperiment(uri.fsPath), start: {} };
  const backend = settings.backend;
  if (!isModelFile(uri)) return { subject: { data: uri.fsPath, split: 'test', model: null, resize: false, backend }, start: {} };
  const data = await askPreviewData(lastChoice(storage).data);
  return data === undefined ? undefined : { subject: { data, split: 'test', model: uri.fsPath, resize: false, backend }, start: {} };
}

/** @throws LPR-101 where the file cannot be read, 102 where it is no experiment */
async function subjectOfExperiment(file: string): Promise<PreviewSubject> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw experimentErrors.unreadable({ file, reason: error instanceof Error ? error.message : String(error) }, error);
  });
  const { model, data, split, backend } = checkedExperiment(text, file);
  const folder = path.dirname(file);
  const { source, resize = false } = typeof data === 'string' ? { source: data } : data;
  const absolute = path.resolve(folder, source);
  const isName = datasetNameSchema.safeParse(source).success || (!/[\\/.]/.test(source) && !(await exists(absolute)));
  const described = typeof model === 'string' ? { path: model } : model;
  return { data: isName ? source : absolute, split, model: { ...described, path: path.resolve(folder, described.path) }, resize, backend };
}

function checkedExperiment(text: string, file: string) {
  try {
    return experimentFileSchema.parse(JSON.parse(text));
  } catch (error) {
    const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
    const where = issue === undefined || issue.path.length === 0 ? 'its beginning' : issue.path.join('.');
    throw experimentErrors.invalid({ file, where, reason: issue?.message ?? (error instanceof Error ? error.message : String(error)) }, error);
  }
}

const exists = (file: string) =>
  stat(file).then(
    () => true,
    () => false,
  );

async function pickFrom(offers: Promise<readonly Offer<string>[]>, last: string | undefined, title: string): Promise<string | undefined> {
  const options = { title, matchOnDescription: true };
  return (await vscode.window.showQuickPick<Offer<string>>(offers.then((found) => lastFirst(found, last)), options))?.value;
}

export async function askPreviewData(last: string | undefined): Promise<string | undefined> {
  const chosen = await pickFrom(offersOfData(), last, vscode.l10n.t('Preview Lp corruptions: data'));
  return chosen === other ? chooseImageFolder() : chosen;
}

/** Null: images alone. Undefined: the user gave up. */
export async function askPreviewModel(last: string | undefined): Promise<string | null | undefined> {
  const alone: Offer<string> = { label: vscode.l10n.t('No model'), description: vscode.l10n.t('look at the images alone'), value: none };
  const chosen = await pickFrom(offersOfModels().then((offers) => [alone, ...offers]), last, vscode.l10n.t('Preview Lp corruptions: model'));
  if (chosen === none) return null;
  return chosen === other ? chooseModelFile() : chosen;
}
