import type { EvaluationBlock } from '../protocol/computeMessages';
import type { Suite } from '../protocol/suite';
import { seededOrder } from '../robustness/randomStream';

export interface PlanQuestion {
  readonly suite: Suite;
  /** Images in the split. */
  readonly count: number;
  readonly limit?: number;
  readonly seed: number;
  readonly draws: number;
  readonly batchSize: number;
}

/**
 * The blocks of an evaluation, in the order in which they are worked off. Blocks of images are the outer loop, in a
 * seeded order of the split, so that every cell has a running estimate early; within one, the clean images come first,
 * then each law with all its strengths, draw by draw. A pure function of the question: a block's number is its name in
 * the journal.
 */
export class EvaluationPlan {
  /** Indices of the images to evaluate, in the split's own order of indices, by their place in the seeded order. */
  readonly images: Uint32Array;
  /** Predictions in all: one per image, and one per image, cell and draw. */
  readonly total: number;
  readonly blockCount: number;
  readonly #curves: readonly Curve[];
  readonly #blocksPerImageBlock: number;

  constructor(private readonly question: PlanQuestion) {
    const { suite, count, limit, seed, draws, batchSize } = question;
    this.images = seededOrder(count, seed, limit === undefined ? count : Math.min(limit, count));
    this.#curves = curvesOf(suite);
    this.#blocksPerImageBlock = 1 + this.#curves.length * draws;
    this.blockCount = Math.ceil(this.images.length / batchSize) * this.#blocksPerImageBlock;
    this.total = this.images.length * (1 + (suite.cells.length + suite.common.length) * draws);
  }

  /** @param number from 0 to blockCount - 1 */
  block(number: number): EvaluationBlock {
    const { seed, draws, batchSize } = this.question;
    const first = Math.floor(number / this.#blocksPerImageBlock) * batchSize;
    const images = this.images.slice(first, first + batchSize);
    const within = number % this.#blocksPerImageBlock;
    const curve = within === 0 ? undefined : this.#curves[Math.floor((within - 1) / draws)];
    if (curve === undefined) return { law: null, strengths: [0], images, seed, draw: 0 };
    return { ...curve, images, seed, draw: (within - 1) % draws };
  }

  /** Predictions in a block. */
  sizeOf({ strengths, images }: EvaluationBlock): number {
    return strengths.length * images.length;
  }
}

type Curve = Pick<EvaluationBlock, 'law' | 'strengths'>;

/** Cells of one law stand together in a suite, by ascending strength. */
function curvesOf({ cells, common }: Suite): Curve[] {
  return [
    ...runsOf(cells, ({ norm, sampling, unit }) => ({ norm, sampling, unit }), ({ epsilon }) => epsilon),
    ...runsOf(common, ({ corruption }) => ({ corruption }), ({ severity }) => severity),
  ];
}

function runsOf<T>(cells: readonly T[], lawOf: (cell: T) => NonNullable<Curve['law']>, strengthOf: (cell: T) => number): Curve[] {
  const runs = new Map<string, { law: NonNullable<Curve['law']>; strengths: number[] }>();
  for (const cell of cells) {
    const law = lawOf(cell);
    const key = JSON.stringify(law);
    const run = runs.get(key) ?? { law, strengths: [] };
    run.strengths.push(strengthOf(cell));
    runs.set(key, run);
  }
  return [...runs.values()];
}
