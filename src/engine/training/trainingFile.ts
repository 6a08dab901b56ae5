import path from 'node:path';
import { trainingErrors } from '../../protocol/errors';
import { namedArchitectures, recipeSchema, trainingFileSchema, type Training, type TrainingFile, type TrainingSubject } from '../../protocol/training';
import { parseChecked, readChecked } from '../experiment/checkedJson';
import { dataSource } from '../experiment/experimentFrom';
import { scheduleFault } from './scheduleFault';

/**
 * Reads and checks a training file. Relative paths in it start at its folder.
 * @throws LPR-101 where it cannot be read, LPR-102 with the place of what is wrong, and as {@link trainingFrom}.
 */
export async function readTraining(file: string): Promise<Training> {
  const absolute = path.resolve(file);
  return trainingFrom(await readChecked(trainingFileSchema, absolute), path.dirname(absolute));
}

/** The training that a text in a file asks for. @throws as {@link readTraining}, but for LPR-101 */
export function parseTraining(text: string, file: string): Promise<Training> {
  return trainingFrom(parseChecked(trainingFileSchema, text, file), path.dirname(file));
}

/**
 * Fills in what a training file leaves open.
 * @throws LPR-701 and 702 for a schedule that cannot be kept, 704 where there is no model or two, 301 for an unknown dataset.
 */
export async function trainingFrom(file: TrainingFile, folder: string): Promise<Training> {
  const fault = scheduleFault(file);
  if (fault !== undefined) throw fault.error;
  const { source, resize = false } = typeof file.data === 'string' ? { source: file.data } : file.data;
  return { subject: subjectOf(file, folder), data: { source: await dataSource(source, folder), resize }, recipe: recipeSchema.parse(file), backend: file.backend };
}

function subjectOf({ architecture, model, initialWeights }: TrainingFile, folder: string): TrainingSubject {
  if (model !== undefined && architecture !== undefined) throw trainingErrors.noModel({ given: 'both' });
  if (model !== undefined) {
    const { path: file, ...description } = typeof model === 'string' ? { path: model } : model;
    return { kind: 'model', path: path.resolve(folder, file), description, initialWeights: initialWeights ?? 'file' };
  }
  if (architecture === undefined) throw trainingErrors.noModel({ given: 'neither' });
  return { kind: 'architecture', architecture: typeof architecture === 'string' ? namedArchitectures[architecture] : architecture };
}
