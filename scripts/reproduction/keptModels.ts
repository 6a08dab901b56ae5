import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { readResult } from '../../src/engine/run/jobFolder';
import { allTrainings, askedOf, modelFolder, readTrainingManifest, readTrainingReport, trainingFiles, trainingManifestSchema } from '../../src/engine/training/trainingStore';
import { trainingReportSchema } from '../../src/protocol/training';
import type { Transfer } from '../../src/protocol/transfer';

/** The playground's models, among which those of the reproduction stand with the record of their training. */
const models = path.join('playground', 'models');
const recordName = 'training.json';
const prefix = 'cifar10-resnet-8';

/** `training.json` beside a kept model: all that its training has left but checkpoint and events. */
const recordSchema = z.object({
  /** Name of the training's folder. */
  folder: z.string().regex(/^[\w.-]+$/),
  manifest: trainingManifestSchema,
  report: trainingReportSchema,
});

/** Copies a model of the experiment, once it is trained, to the playground, with the record of its training. */
export async function keepModel(trainingsFolder: string, { strategies }: Transfer, { strategy, model }: { readonly strategy: number; readonly model: number }): Promise<void> {
  const named = strategies[strategy];
  const source = named?.sources[model];
  if (named === undefined || source?.kind !== 'training') return;
  const asked = askedOf(source.training);
  const training = (await allTrainings(trainingsFolder)).find(({ manifest, isFinished }) => isFinished && manifest.asked === asked);
  const report = training === undefined ? undefined : await readTrainingReport(training.folder);
  if (training === undefined || report === undefined) return;
  const kept = path.join(models, [prefix, named.name.toLowerCase().replaceAll('+', '-'), ...(model === 0 ? [] : ['seed', source.seed])].join('-'));
  await cp(modelFolder(training.folder), kept, { recursive: true });
  const manifest = { ...training.manifest, file: null }; // its place on this machine says nothing to another
  await writeJson(path.join(kept, recordName), { folder: path.basename(training.folder), manifest, report });
}

/** Makes the kept models finished trainings of a folder, where it has not begun them itself. */
export async function takeKeptModels(trainingsFolder: string): Promise<void> {
  for (const name of await readdir(models)) {
    const kept = path.join(models, name);
    const record = await readResult(kept, recordName, recordSchema);
    if (record === undefined) continue;
    const folder = path.join(trainingsFolder, record.folder);
    if ((await readTrainingManifest(folder)) !== undefined) continue;
    await mkdir(folder, { recursive: true });
    await cp(kept, modelFolder(folder), { recursive: true, filter: (file) => path.basename(file) !== recordName });
    await writeJson(path.join(folder, trainingFiles.end), { kind: 'finished', at: record.manifest.created });
    await writeJson(path.join(folder, trainingFiles.report), record.report);
    await writeJson(path.join(folder, trainingFiles.manifest), record.manifest); // last: with it the folder is a training
  }
}

function writeJson(file: string, content: object): Promise<void> {
  return writeFile(file, `${JSON.stringify(content, null, 2)}\n`);
}
