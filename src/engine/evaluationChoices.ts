import path from 'node:path';
import type { BackendChoice, DataLocation } from '../protocol/computeMessages';
import { hostErrors, LprError, runErrors } from '../protocol/errors';
import { datasetNameSchema, type BackendName } from '../protocol/experiment';
import { modelName } from '../protocol/reportText/names';
import type { Experiment, RunProgress } from '../protocol/run';
import { resolveBackend } from './backend/resolveBackend';
import { fetchDataset } from './dataset/fetchDataset';
import type { Asked } from './run/manifest';
import type { FoundRun } from './run/runStore';

/** The backend that a started run was begun with, else the one asked for. */
export async function chooseBackend(experiment: Experiment, started: FoundRun | undefined, signal: AbortSignal, onLog: (line: string) => void): Promise<BackendChoice> {
  const pinned = started?.manifest.question.backend.name;
  const wanted: 'auto' | BackendName = experiment.backend === 'auto' ? (pinned ?? 'auto') : experiment.backend;
  try {
    const resolved = await resolveBackend(wanted, signal);
    for (const { name, problem } of resolved.passedOver) onLog(`Not ${name}: ${problem.happened}`);
    return resolved.choice;
  } catch (error) {
    if (started === undefined || pinned !== wanted || !(error instanceof LprError) || error.code === hostErrors.cancelled.code) throw error;
    throw runErrors.backendGone({ folder: started.folder, backend: pinned, reason: error.happened }, error);
  }
}

/** Where the images are; a named dataset is fetched first. */
export async function locateData({ data }: Experiment, onProgress: (progress: RunProgress) => void, signal: AbortSignal): Promise<DataLocation> {
  const named = datasetNameSchema.safeParse(data.source);
  if (!named.success) return { kind: 'path', path: data.source };
  const folder = await fetchDataset(named.data, { signal, onProgress: (progress) => onProgress({ phase: 'fetching', ...progress }) });
  return { kind: 'dataset', name: named.data, folder };
}

/** What an experiment asks for, before anything is opened. */
export function askedOf({ model, data, suite, ownImperceptible, split, limit, seed, draws, backend }: Experiment): Asked {
  return {
    model: JSON.stringify(model),
    data: JSON.stringify(data),
    suite: JSON.stringify(ownImperceptible === undefined ? suite : { suite, ownImperceptible }),
    split,
    limit: limit ?? null,
    seed,
    draws,
    backend,
  };
}

/** What a new run's folder is called: after the model, the data and the suite. */
export function runNameOf({ model, data, suite }: Experiment): string {
  const suiteName = typeof suite === 'string' ? suite : suite.name;
  return [modelName(model.path), path.basename(data.source), suiteName].map(plainName).join('-').slice(0, 80);
}

/** Only characters that every file system takes. */
function plainName(text: string): string {
  return text.replace(/[^\p{L}\p{N}._]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '') || 'run';
}
