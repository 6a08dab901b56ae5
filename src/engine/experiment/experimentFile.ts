import path from 'node:path';
import { experimentFileSchema, type ExperimentFile } from '../../protocol/experiment';
import type { Experiment } from '../../protocol/run';
import { parseChecked, readChecked } from './checkedJson';
import { experimentFrom } from './experimentFrom';

/**
 * Reads and checks an experiment file. Relative paths in it start at its folder.
 * @throws LPR-101 where it cannot be read, LPR-102 with the place of what is wrong, and as {@link experimentFrom}.
 */
export async function readExperiment(file: string): Promise<Experiment> {
  const absolute = path.resolve(file);
  return experimentFrom(await readChecked(experimentFileSchema, absolute), path.dirname(absolute));
}

/** Checks the text of an experiment file. @throws LPR-102 with the place of what is wrong. */
export function parseExperiment(text: string, file: string): ExperimentFile {
  return parseChecked(experimentFileSchema, text, file);
}
