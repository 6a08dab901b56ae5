import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { dataErrors, LprError, separationErrors } from '../../protocol/errors';
import type { Experiment } from '../../protocol/run';
import { betweenSchema, type Between, type MinimumSeparationRobustness } from '../../protocol/separation';
import { estimateMinimumSeparationRobustness, isSeparationNorm, minimumEpsilon, type MinimumSeparationOutcomes } from '../../robustness/classSeparation';
import { evaluationJob } from '../evaluationJob';
import { separationJob, type SeparationJobOptions } from './separationJob';

export interface MinimumSeparationQuestion {
  readonly norm: number | 'inf' | 'gaussian';
  /** A seeded sample of this many images of each split, for the separations; the model is evaluated on the experiment's images. */
  readonly limit?: number;
}

export interface MinimumSeparationOptions extends Omit<SeparationJobOptions, 'out'> {
  readonly runsFolder: string;
}

const resamples = 10_000;

/**
 * The minimum separation corruption robustness of a model (Siedel et al. 2022): every separation that the data allow, and the
 * accuracy at half of the smallest. Separations and evaluation are kept and go on where they stopped.
 *
 * @throws LPR-341 for p below 1, and as a separation and an evaluation
 */
export async function minimumSeparationJob(experiment: Experiment, { norm, limit }: MinimumSeparationQuestion, options: MinimumSeparationOptions): Promise<MinimumSeparationRobustness> {
  if (!isSeparationNorm(norm)) throw separationErrors.normBelowOne({ norm: norm });
  const { runsFolder, ...separationOptions } = options;
  const { seed, data } = experiment;
  const separations: Partial<Record<Between, number>> = {};
  let hash = '';
  for (const between of betweenSchema.options) {
    try {
      const { report } = await separationJob({ data: data.source, norm, between, seed, ...(limit === undefined ? {} : { limit }) }, separationOptions);
      separations[between] = report.minimum;
      hash = report.data.hash;
    } catch (error) {
      if (!isMissingSplit(error) || (between === 'test-test' && Object.keys(separations).length === 0)) throw error;
    }
  }
  const epsilon = minimumEpsilon(Object.values(separations)) ?? 0;
  const found = { norm, epsilon, separations, seed, data: { source: data.source, hash } };
  if (epsilon === 0) {
    const reason = 'two identical images have different labels, so that the separation is 0';
    return { ...found, n: 0, clean: 0, atEpsilon: 0, mscr: { value: null, reason }, model: { path: experiment.model.path, hash: '' } };
  }
  const suite = { name: 'minimum separation', curves: [{ norm, epsilons: [epsilon], sampling: 'ball' as const, unit: 'element' as const }], imperceptible: [], common: [] };
  const { folder, report } = await evaluationJob({ ...experiment, suite, draws: 1 }, { runsFolder, ...separationOptions });
  const outcomes = await outcomesIn(folder);
  const mscr = estimateMinimumSeparationRobustness(outcomes, { seed, stream: 1, resamples });
  const { clean, cells } = report;
  return { ...found, n: clean.n, clean: 1 - clean.error, atEpsilon: 1 - (cells[0]?.error ?? NaN), mscr, model: { path: report.model.path, hash: report.model.hash } };
}

/** The data hold one split only, or do not tell them apart. */
function isMissingSplit(error: unknown): boolean {
  const codes = [separationErrors.sameSplit, separationErrors.oneClass, dataErrors.noImages, dataErrors.splitMissing].map(({ code }) => code);
  return error instanceof LprError && codes.includes(error.code);
}

/** Whether each image was right without and with the corruption, as the finished run wrote it. */
async function outcomesIn(folder: string): Promise<MinimumSeparationOutcomes> {
  const content = await readFile(path.join(folder, 'outcomes.parquet'));
  const file = content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength);
  const rows = await parquetReadObjects({ file, columns: ['norm', 'image', 'label', 'predicted'] });
  const isRight = (wanted: boolean) => new Map(rows.filter(({ norm }) => (norm === 'clean') === wanted).map(({ image, label, predicted }) => [Number(image), label === predicted]));
  const [clean, corrupted] = [isRight(true), isRight(false)];
  return {
    cleanRight: Uint8Array.from(clean.values(), Number),
    right: Uint8Array.from(clean.keys(), (image) => Number(corrupted.get(image) ?? false)),
  };
}
