import type { BlockOutcomes, EvaluationBlock } from '../../protocol/computeMessages';
import type { CommonCell } from '../../protocol/commonCorruption';
import type { Cell } from '../../protocol/suite';

/** What was found for every evaluated image in one cell and draw; arrays run over the table's images. */
export interface OutcomeColumn {
  /** 1 where the image is finished, else 0, and then the other arrays mean nothing. */
  readonly done: Uint8Array;
  readonly predicted: Int32Array;
  readonly confidence: Float32Array;
  readonly labelConfidence: Float32Array;
  readonly realised: Float64Array;
}

export interface OutcomesShape {
  readonly cells: readonly Cell[];
  readonly common: readonly CommonCell[];
  /** Indices in the split of the images to evaluate, in any order, each once. */
  readonly images: Uint32Array;
  /** Class index of every image of the split. */
  readonly labels: Int32Array;
  /** Draws per image and cell; the clean images are evaluated once. */
  readonly draws: number;
}

/** A block without its seed. */
export type OutcomeBlock = Omit<EvaluationBlock, 'seed'>;

/**
 * Every outcome of a run, finished or not: one column per cell and draw, over the images by ascending index. Cell 0 is
 * the clean images, then come the suite's cells and its common corruptions. Columns are made when their first block arrives and take 17 bytes an
 * image: 15.5 MB for 10,000 images in 91 cells with one draw. What it holds depends on which blocks were added, never
 * on their order.
 */
export class Outcomes {
  readonly cells: readonly Cell[];
  readonly common: readonly CommonCell[];
  /** The clean images, and every cell of either kind. */
  readonly cellCount: number;
  readonly draws: number;
  /** Ascending indices in the split. */
  readonly images: Uint32Array;
  /** Label of each of them. */
  readonly labels: Int32Array;
  /** Predictions of a complete table: images times (1 + cells of both kinds times draws). */
  readonly total: number;
  #done = 0;
  readonly #positions: Map<number, number>;
  readonly #cellOf: Map<string, number>;
  readonly #columns: (OutcomeColumn | undefined)[];

  constructor({ cells, common, images, labels, draws }: OutcomesShape) {
    this.cells = cells;
    this.common = common;
    this.cellCount = 1 + cells.length + common.length;
    this.draws = draws;
    this.images = images.slice().sort();
    this.labels = Int32Array.from(this.images, (image) => {
      const label = labels[image];
      if (label === undefined) throw new RangeError(`Image ${image} is not in the split.`);
      return label;
    });
    this.total = this.images.length * (1 + (this.cellCount - 1) * draws);
    this.#positions = new Map(Array.from(this.images, (image, position) => [image, position]));
    if (this.#positions.size !== images.length) throw new RangeError('An image stands twice among those to evaluate.');
    const keys = [...cells.map((cell) => keyOf(cell, cell.epsilon)), ...common.map((cell) => keyOf(cell, cell.severity))];
    this.#cellOf = new Map(keys.map((key, index) => [key, index + 1]));
    this.#columns = new Array<OutcomeColumn | undefined>(1 + (this.cellCount - 1) * draws);
  }

  /** Predictions finished so far; a block that was added twice counts once. */
  get done(): number {
    return this.#done;
  }

  /** Draws of a cell: the clean images have one. */
  drawsOf(cell: number): number {
    return cell === 0 ? 1 : this.draws;
  }

  /** The column of a cell (0 = clean) and draw; undefined where nothing of it is finished. */
  column(cell: number, draw: number): OutcomeColumn | undefined {
    return this.#columns[cell === 0 ? 0 : 1 + (cell - 1) * this.draws + draw];
  }

  /**
   * Enters a block as a compute process or the journal gives it.
   *
   * @throws RangeError where the block is none of this table's: a mistake of the caller, not of the user.
   */
  addBlock({ law, strengths, images, draw }: OutcomeBlock, outcomes: BlockOutcomes): void {
    const count = images.length;
    const lengths = [outcomes.predicted, outcomes.confidence, outcomes.labelConfidence, outcomes.realised].map((values) => values.length);
    if (lengths.some((length) => length !== strengths.length * count)) {
      throw new RangeError(`A block of ${strengths.length} times ${count} outcomes came with ${lengths.join(', ')}.`);
    }
    const positions = Array.from(images, (image) => this.#positionOf(image));
    const cells = law === null ? [0] : strengths.map((strength) => this.#cellAt(law, strength));
    if (cells.length !== strengths.length) throw new RangeError('Clean images have one strength.');
    if (!(Number.isInteger(draw) && draw >= 0 && draw < (law === null ? 1 : this.draws))) throw new RangeError(`There is no draw ${draw}.`);
    cells.forEach((cell, row) => {
      const column = this.#columnToFill(cell, draw);
      positions.forEach((position, i) => {
        const entry = row * count + i;
        if (column.done[position] === 0) this.#done++;
        column.done[position] = 1;
        column.predicted[position] = outcomes.predicted[entry] ?? 0;
        column.confidence[position] = outcomes.confidence[entry] ?? 0;
        column.labelConfidence[position] = outcomes.labelConfidence[entry] ?? 0;
        column.realised[position] = outcomes.realised[entry] ?? 0;
      });
    });
  }

  #positionOf(image: number): number {
    const position = this.#positions.get(image);
    if (position === undefined) throw new RangeError(`Image ${image} is not among those to evaluate.`);
    return position;
  }

  #cellAt(law: Law, strength: number): number {
    const cell = this.#cellOf.get(keyOf(law, strength));
    if (cell === undefined) throw new RangeError(`The suite has no cell ${keyOf(law, strength)}.`);
    return cell;
  }

  #columnToFill(cell: number, draw: number): OutcomeColumn {
    const at = cell === 0 ? 0 : 1 + (cell - 1) * this.draws + draw;
    const n = this.images.length;
    return (this.#columns[at] ??= {
      done: new Uint8Array(n),
      predicted: new Int32Array(n),
      confidence: new Float32Array(n),
      labelConfidence: new Float32Array(n),
      realised: new Float64Array(n),
    });
  }
}

type Law = NonNullable<OutcomeBlock['law']>;

function keyOf(law: Law, strength: number): string {
  return 'corruption' in law ? `${law.corruption} ${strength}` : `${law.norm} ${law.sampling} ${law.unit} ${strength}`;
}
