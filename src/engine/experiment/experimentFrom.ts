import { stat } from 'node:fs/promises';
import path from 'node:path';
import { dataErrors, experimentErrors } from '../../protocol/errors';
import { datasetNameSchema, type ExperimentFile } from '../../protocol/experiment';
import type { Experiment } from '../../protocol/run';
import { suiteFileSchema, type SuiteFile } from '../../protocol/suite';
import { isSuiteName, suiteNames } from '../../robustness/suite/suite';
import { nearestImperceptible } from '../imperceptible/imperceptibleFile';
import { resolveSuite } from '../report/resolveSuite';
import { readChecked } from './checkedJson';

/**
 * Fills in what an experiment leaves open: paths become absolute, starting at `folder`; a suite given as a file is
 * read; a dataset is told apart from a path.
 * @throws LPR-103 for a suite that is neither built in nor a file, LPR-301 for data that are neither a dataset nor
 * there, LPR-101 and 102 for a suite file that cannot be read, LPR-104 to 106 for a suite that cannot be sampled,
 * LPR-116 where the workspace has no imperceptible corruptions of its own.
 */
export async function experimentFrom(file: ExperimentFile, folder: string): Promise<Experiment> {
  const { model, data, suite, imperceptible, split, limit, seed, draws, backend, workers } = file;
  const { path: modelPath, ...description } = typeof model === 'string' ? { path: model } : model;
  const { source, resize = false, corrupted } = typeof data === 'string' ? { source: data } : data;
  return {
    split,
    seed,
    draws,
    backend,
    ...(limit === undefined ? {} : { limit }),
    ...(workers === undefined ? {} : { workers }),
    model: { path: path.resolve(folder, modelPath), description },
    data: { source: await dataSource(source, folder), resize, ...(corrupted === undefined ? {} : { corrupted: path.resolve(folder, corrupted) }) },
    suite: await suiteOf(suite, folder),
    ...(imperceptible === 'workspace' ? { ownImperceptible: (await nearestImperceptible(folder)).sets } : {}),
  };
}

/** A dataset's name stays; anything else is a path, made absolute. A folder named like a dataset is meant by `./mnist`. */
export async function dataSource(source: string, folder: string): Promise<string> {
  if (datasetNameSchema.safeParse(source).success) return source;
  const absolute = path.resolve(folder, source);
  const isBareWord = !/[\\/.]/.test(source);
  if (isBareWord && !(await exists(absolute))) throw dataErrors.unknownDataset({ name: source, known: datasetNameSchema.options.join(', ') });
  return absolute;
}

/** A suite as an experiment names it: built in, a file, or in full. @throws LPR-101 to 106 */
export async function suiteOf(suite: string | SuiteFile, folder: string): Promise<string | SuiteFile> {
  if (typeof suite !== 'string') return checkedSuite(suite);
  if (isSuiteName(suite)) return suite;
  const file = path.resolve(folder, suite);
  if (await exists(file)) return checkedSuite(await readChecked(suiteFileSchema, file));
  throw experimentErrors.unknownSuite({ name: suite, known: suiteNames.map(({ name }) => name).join(', ') });
}

/** What a suite may ask for does not depend on the images: it is told before a model is opened. */
function checkedSuite(suite: SuiteFile): SuiteFile {
  resolveSuite(suite, { height: 1, width: 1, channels: 1 });
  return suite;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
