import type { Estimate, Report } from '../../protocol/report';
import { calibrationError } from '../../robustness/metrics/calibration';
import { imperceptibleCorruptionError } from '../../robustness/metrics/imperceptibleCorruptionError';
import { meanCorruptionError } from '../../robustness/metrics/meanCorruptionError';
import { defaultResamples, type BootstrapOptions } from '../../robustness/statistics/bootstrap';
import { defaultConfidence } from '../../robustness/statistics/interval';
import { commonCorruptionFigures } from './commonCorruptionFigures';
import { errorEstimate } from './errorEstimate';
import type { Outcomes } from './outcomes';
import { tally } from './tally';

/** Where the numbers come from: what of a report is not computed from outcomes. */
export type Provenance = Pick<Report, 'seed' | 'suite' | 'backend' | 'model' | 'data' | 'versions'>;

/** Enough resamples for the figures of an unfinished run, which come anew about every second. */
export const partialResamples = 200;

/** The streams of the bootstraps, with those of `commonCorruptionFigures`; part of a report's bytes, so never give a number to another figure. */
const stream = { mceLp: 0, ice: 1, calibration: 2 };

/**
 * The report over everything that is finished in the table. A pure function: equal outcomes and provenance give equal
 * reports, whatever order the blocks came in. A cell without a finished image has n = 0 and the interval [0, 1].
 *
 * @param options.resamples of the bootstrap; the default for a finished run, `partialResamples` while it goes on
 */
export function buildReport(outcomes: Outcomes, provenance: Provenance, options: { readonly resamples?: number } = {}): Report {
  const resampling = { seed: provenance.seed, resamples: options.resamples ?? defaultResamples, confidence: defaultConfidence };
  const bootstrap = (which: keyof typeof stream): BootstrapOptions => ({ ...resampling, stream: stream[which] });
  const { suite, backend, model, data } = provenance;
  const cellsWhere = (role: 'inMeanCorruptionError' | 'imperceptible'): number[] =>
    outcomes.cells.flatMap((cell, index) => (cell[role] ? [index + 1] : []));
  return {
    kind: 'evaluation',
    format: 1,
    clean: errorEstimate(tally(outcomes, [0]), 1),
    cells: outcomes.cells.map(({ norm, epsilon, sampling, unit, inMeanCorruptionError, imperceptible }, index) => {
      const counted = tally(outcomes, [index + 1]);
      const estimate = errorEstimate(counted, outcomes.draws);
      return { norm, epsilon, sampling, unit, ...estimate, inMeanCorruptionError, imperceptible, realised: counted.realised };
    }),
    ...(outcomes.common.length === 0 ? {} : { common: commonCorruptionFigures(outcomes, resampling) }),
    mceLp: meanCorruptionError(tally(outcomes, cellsWhere('inMeanCorruptionError')), bootstrap('mceLp')),
    ice: relativeIncrease(outcomes, cellsWhere('imperceptible'), bootstrap('ice')),
    calibration: calibrationOf(outcomes, bootstrap('calibration')),
    confidenceLevel: defaultConfidence,
    seed: provenance.seed,
    draws: outcomes.draws,
    suite,
    backend,
    model,
    data,
    versions: provenance.versions,
  };
}

/** iCE: both errors over the images that are finished clean and in every imperceptible cell. */
function relativeIncrease(outcomes: Outcomes, cells: readonly number[], options: BootstrapOptions): Estimate {
  const clean = outcomes.column(0, 0);
  const together = tally(outcomes, [0, ...cells]);
  const cleanWrong = Uint8Array.from(together.positions, (position) =>
    clean?.predicted[position] === outcomes.labels[position] ? 0 : 1,
  );
  return imperceptibleCorruptionError(
    {
      cleanWrong,
      wrong: together.wrong.map((count, image) => count - (cleanWrong[image] ?? 0)),
      outcomesPerImage: together.outcomesPerImage - 1,
    },
    options,
  );
}

function calibrationOf(outcomes: Outcomes, options: BootstrapOptions): Estimate {
  const clean = outcomes.column(0, 0);
  const { positions, wrong } = tally(outcomes, [0]);
  const confidence = Float32Array.from(positions, (position) => clean?.confidence[position] ?? 0);
  return calibrationError(confidence, Uint8Array.from(wrong, (count) => 1 - count), options);
}
