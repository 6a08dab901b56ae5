import type { CommonCorruptionName } from '../../protocol/commonCorruption';
import type { CommonCorruptionFigures, Estimate } from '../../protocol/report';
import { severities } from '../../robustness/commonCorruption';
import { commonCorruptionError, corruptionsOf, type CommonCorruptionMean } from '../../robustness/metrics/commonCorruptionError';
import type { BootstrapOptions } from '../../robustness/statistics/bootstrap';
import { errorEstimate } from './errorEstimate';
import type { Outcomes } from './outcomes';
import { tally, wrongAt } from './tally';

/** The streams of the means' bootstraps, beside those of the other figures; part of a report's bytes. */
const stream: Readonly<Record<CommonCorruptionMean, number>> = { all: 3, benchmark: 4, benchmarkNormalised: 5, withoutNoise: 6, benchmarkRelative: 7 };

/**
 * What the common corruptions of a table found so far: the error of each at each severity, and the five means over
 * them, each over the images that are finished in everything it is about.
 */
export function commonCorruptionFigures(outcomes: Outcomes, options: Omit<BootstrapOptions, 'stream'>): CommonCorruptionFigures {
  const first = 1 + outcomes.cells.length;
  const cellsOf = (name: CommonCorruptionName): number[] =>
    outcomes.common.flatMap(({ corruption }, index) => (corruption === name ? [first + index] : []));
  const mean = (which: CommonCorruptionMean): Estimate => {
    const parts = corruptionsOf(which).map(({ name }) => ({ name, cells: cellsOf(name) }));
    const partly = parts.filter(({ cells }) => cells.length > 0 && cells.length < severities.length).map(({ name }) => name);
    if (partly.length > 0) return { value: null, reason: `it needs all five severities, also of ${partly.join(', ')}` };
    const there = parts.filter(({ cells }) => cells.length > 0);
    const { positions } = tally(outcomes, [...there.flatMap(({ cells }) => cells), ...(which === 'benchmarkRelative' ? [0] : [])]);
    const wrong = new Map(there.map(({ name, cells }) => [name, wrongAt(outcomes, cells, positions)]));
    const clean = wrongAt(outcomes, [0], positions);
    return commonCorruptionError({ wrong, outcomesPerImage: severities.length * outcomes.draws, clean }, which, { ...options, stream: stream[which] });
  };
  return {
    cells: outcomes.common.map(({ corruption, severity }, index) => {
      const counted = tally(outcomes, [first + index]);
      return { corruption, severity, ...errorEstimate(counted, outcomes.draws), realised: counted.realised };
    }),
    mce: {
      all: mean('all'),
      benchmark: mean('benchmark'),
      benchmarkNormalised: mean('benchmarkNormalised'),
      benchmarkRelative: mean('benchmarkRelative'),
      withoutNoise: mean('withoutNoise'),
    },
  };
}
