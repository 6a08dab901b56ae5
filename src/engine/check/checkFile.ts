import path from 'node:path';
import { experimentErrors } from '../../protocol/errors';
import type { Experiment } from '../../protocol/run';
import type { Threshold } from '../../protocol/threshold';
import { readText } from '../experiment/checkedJson';
import { parseExperiment } from '../experiment/experimentFile';
import { experimentFrom } from '../experiment/experimentFrom';
import { thresholdPlaces, type TextPlace } from './thresholdPlaces';

/** An experiment with what its figures are held to, and where each threshold is written. */
export interface Check {
  /** Absolute. */
  readonly file: string;
  readonly experiment: Experiment;
  readonly thresholds: readonly Threshold[];
  /** As many as thresholds. */
  readonly places: readonly TextPlace[];
}

/**
 * Reads an experiment file with its thresholds; relative paths in it start at its folder.
 * @throws LPR-110 where it has none, and as `readExperiment`
 */
export async function readCheck(file: string): Promise<Check> {
  const absolute = path.resolve(file);
  const text = await readText(absolute);
  const parsed = parseExperiment(text, absolute);
  const { thresholds = [] } = parsed;
  if (thresholds.length === 0) throw experimentErrors.noThresholds({ file: absolute });
  return { file: absolute, experiment: await experimentFrom(parsed, path.dirname(absolute)), thresholds, places: thresholdPlaces(text) };
}
