import path from 'node:path';
import { LprError } from '../../protocol/errors';
import { readTraining } from './trainingFile';
import { allTrainings, askedOf } from './trainingStore';

/** The training that a lens over a file is about. */
export interface LastTrainingOfFile {
  readonly folder: string;
  /** It is what the file asks for as it is. */
  readonly isAsAsked: boolean;
}

/**
 * The newest training that a training file asks for as it is now, else the newest that was begun from the file; undefined where
 * there is none. A file that asks for nothing that could be trained has changed; its diagnostics say what is wrong with it.
 */
export async function lastTrainingOf(file: string, trainingsFolder: string): Promise<LastTrainingOfFile | undefined> {
  const trainings = await allTrainings(trainingsFolder);
  const asked = await readTraining(file).then(askedOf, (error: unknown) => {
    if (error instanceof LprError) return undefined;
    throw error;
  });
  const same = trainings.find(({ manifest }) => manifest.asked === asked);
  if (same !== undefined) return { folder: same.folder, isAsAsked: true };
  const other = trainings.find(({ manifest }) => manifest.file !== null && path.relative(manifest.file, file) === '');
  return other === undefined ? undefined : { folder: other.folder, isAsAsked: false };
}
