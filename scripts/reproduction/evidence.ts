import { readOutcomes } from '../../src/engine/report/readOutcomes';
import type { Outcomes } from '../../src/engine/report/outcomes';
import { commonCorruptionGroup, type CommonCorruptionName } from '../../src/robustness/commonCorruption';
import type { Norm } from '../../src/protocol/norm';
import type { Cell } from '../../src/protocol/suite';
import type { Report } from '../../src/protocol/report';
import type { Scores } from './contrast';

/** A finished run: its folder, and the report in it. */
export interface RunEvidence {
  readonly folder: string;
  readonly report: Report;
}

/** The runs of one trained model. */
export interface ModelRuns {
  /** The paper's suite. */
  readonly lp: RunEvidence;
  /** The 19 common corruptions. */
  readonly common: RunEvidence;
  /** The imperceptible corruptions, on the whole test split. */
  readonly imperceptible: RunEvidence;
}

/** What a claim is judged by. Errors are fractions; iCE is a ratio. */
export type Measure =
  | { readonly kind: 'clean' | 'ice' | 'mceLp' | 'mce' | 'mceWithoutNoise' }
  /** The mean error over the epsilons of one norm. */
  | { readonly kind: 'norm'; readonly norm: Norm };

/** What is known of one model: for each figure a score an image, whose mean is the figure. */
export interface ModelScores {
  scores(measure: Measure): Float64Array;
}

/** The scores of a model from the outcomes of its runs. */
export class ModelEvidence implements ModelScores {
  private constructor(
    private readonly lp: Outcomes,
    private readonly common: Outcomes,
    private readonly imperceptible: Outcomes,
  ) {}

  static async of({ lp, common, imperceptible }: ModelRuns, signal: AbortSignal): Promise<ModelEvidence> {
    const read = ({ folder, report }: RunEvidence): Promise<Outcomes> => readOutcomes(folder, report, signal);
    return new ModelEvidence(await read(lp), await read(common), await read(imperceptible));
  }

  scores(measure: Measure): Float64Array {
    const { lp, common, imperceptible } = this;
    switch (measure.kind) {
      case 'clean':
        return meanWrong(imperceptible, [0]);
      case 'ice':
        return relativeIncrease(meanWrong(imperceptible, lpCells(imperceptible, (cell) => cell.imperceptible)), meanWrong(imperceptible, [0]));
      case 'mceLp':
        return meanWrong(lp, lpCells(lp, ({ inMeanCorruptionError }) => inMeanCorruptionError));
      case 'norm':
        return meanWrong(lp, lpCells(lp, (cell) => cell.norm === measure.norm && cell.inMeanCorruptionError));
      case 'mce':
        return meanWrong(common, commonCells(common, () => true));
      case 'mceWithoutNoise':
        return meanWrong(common, commonCells(common, (name) => commonCorruptionGroup[name] !== 'noise'));
    }
  }
}

/** All models of all strategies. */
export class Evidence {
  constructor(
    /** Strategy names, in the order of the table, with a model a seed. */
    readonly strategies: ReadonlyMap<string, readonly ModelScores[]>,
  ) {}

  scores(strategy: string, measure: Measure): Scores {
    const models = this.strategies.get(strategy);
    if (models === undefined) throw new RangeError(`there is no strategy ${strategy}`);
    return models.map((model) => model.scores(measure));
  }

  /** Of every strategy. */
  all(measure: Measure): Scores[] {
    return [...this.strategies.keys()].map((name) => this.scores(name, measure));
  }
}

/** Share of the cells in which each image is wrong; every cell has equally many draws. */
function meanWrong(outcomes: Outcomes, cells: readonly number[]): Float64Array {
  const wrong = new Float64Array(outcomes.images.length);
  let columns = 0;
  for (const cell of cells) {
    for (let draw = 0; draw < outcomes.drawsOf(cell); draw += 1) {
      const column = outcomes.column(cell, draw);
      if (column === undefined) throw new RangeError(`cell ${cell} was not evaluated`);
      columns += 1;
      for (let i = 0; i < wrong.length; i += 1) wrong[i] = (wrong[i] as number) + Number(column.predicted[i] !== outcomes.labels[i]);
    }
  }
  if (columns === 0) throw new RangeError('no cell to average over');
  return wrong.map((count) => count / columns);
}

/**
 * Scores whose mean is iCE = M/E - 1, for the mean M of `corrupted` and E of `clean`, and whose spread is that of the ratio
 * to first order (the delta method): iCE + (m_i - (M/E) c_i) / E.
 */
function relativeIncrease(corrupted: Float64Array, clean: Float64Array): Float64Array {
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const error = mean(clean);
  if (error === 0) throw new RangeError('iCE is not defined without a clean error');
  const ratio = mean(corrupted) / error;
  return corrupted.map((value, image) => ratio - 1 + (value - ratio * (clean[image] as number)) / error);
}

/** Cell 0 holds the clean images, then come the suite's, then the common corruptions. */
function lpCells({ cells }: Outcomes, isMeant: (cell: Cell) => boolean): number[] {
  return cells.flatMap((cell, index) => (isMeant(cell) ? [index + 1] : []));
}

function commonCells({ cells, common }: Outcomes, isMeant: (name: CommonCorruptionName) => boolean): number[] {
  return common.flatMap(({ corruption }, index) => (isMeant(corruption) ? [1 + cells.length + index] : []));
}
