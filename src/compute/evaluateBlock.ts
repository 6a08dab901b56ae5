import type { BlockOutcomes, DataSummary, EvaluationBlock, ModelSummary } from '../protocol/computeMessages';
import { hostErrors } from '../protocol/errors';
import { batchFiller, type CancellationCheck, type CorruptedReader } from './corruptBatch';

/** What a block is evaluated with: the opened model and the opened images. */
export interface EvaluationSubject {
  readonly model: { readonly summary: ModelSummary; predict(images: Float32Array, count: number): Promise<Float32Array> };
  readonly data: {
    readonly summary: DataSummary;
    read(indices: Uint32Array, out: Float32Array): Promise<void>;
    readonly readCorrupted?: CorruptedReader;
    /** What reads a block's common corruption where it was made before. */
    readonly made?: (block: EvaluationBlock) => CorruptedReader | undefined;
  };
}

/**
 * Corrupts and predicts blocks of images, one after the other. Each image is read once a block and draws one unit
 * sample, which every epsilon scales (common random numbers; the severities of a common corruption share their random
 * part likewise). The batch of one strength is corrupted while that of the strength before is being predicted. The buffers are kept from block to block, so that memory stays flat.
 */
export class BlockEvaluator {
  #clean = new Float32Array(0);
  #samples = new Float32Array(0);
  /** Two, in turn: one is being predicted while the other is filled. */
  #batches: [Float32Array, Float32Array] = [new Float32Array(0), new Float32Array(0)];

  constructor(private readonly subject: EvaluationSubject) {}

  /**
   * Outcomes of every image under every strength of the block; see {@link BlockOutcomes} for shapes and units.
   * @throws LPR-601 when `isCancelled` says so between two strengths, LPR-3xx where an image cannot be read.
   */
  async evaluate(block: EvaluationBlock, isCancelled: CancellationCheck): Promise<BlockOutcomes> {
    const { model, data } = this.subject;
    const shape = model.summary.input;
    const count = block.images.length;
    const size = shape.height * shape.width * shape.channels;
    this.#reserve(count * size);
    const clean = this.#clean.subarray(0, count * size);
    await data.read(block.images, clean);

    const outcomes = emptyOutcomes(count * block.strengths.length);
    const fill = batchFiller(block, shape, clean, this.#samples, isCancelled, data.readCorrupted ?? data.made?.(block));
    let pending: Promise<void> = Promise.resolve();
    try {
      for (const [row, strength] of block.strengths.entries()) {
        const batch = this.#batches[row % 2 === 0 ? 0 : 1].subarray(0, count * size);
        const realised = outcomes.realised.subarray(row * count, (row + 1) * count);
        await fill(strength, batch, realised);
        await pending;
        if (await isCancelled()) throw hostErrors.cancelled({});
        pending = model.predict(batch, count).then((probabilities) => {
          this.#score(probabilities, block.images, outcomes, row * count);
        });
        pending.catch(() => undefined); // Awaited below, or one strength later.
      }
    } finally {
      await pending;
    }
    return outcomes;
  }

  /** Writes what the model made of one batch into the outcomes from `offset` on. */
  #score(probabilities: Float32Array, images: Uint32Array, outcomes: BlockOutcomes, offset: number): void {
    const classCount = this.subject.model.summary.classCount;
    const labels = this.subject.data.summary.labels;
    for (const [i, image] of images.entries()) {
      const row = i * classCount;
      let best = 0;
      // Strictly greater: a tie goes to the lowest class index, whatever the backend.
      for (let c = 1; c < classCount; c += 1) if (at(probabilities, row + c) > at(probabilities, row + best)) best = c;
      outcomes.predicted[offset + i] = best;
      outcomes.confidence[offset + i] = at(probabilities, row + best);
      outcomes.labelConfidence[offset + i] = at(probabilities, row + (labels[image] ?? 0));
    }
  }

  #reserve(size: number): void {
    if (this.#clean.length >= size) return;
    this.#clean = new Float32Array(size);
    this.#samples = new Float32Array(size);
    this.#batches = [new Float32Array(size), new Float32Array(size)];
  }
}

function at(values: Float32Array, index: number): number {
  return values[index] ?? Number.NaN;
}

function emptyOutcomes(count: number): BlockOutcomes {
  return {
    predicted: new Int32Array(count),
    confidence: new Float32Array(count),
    labelConfidence: new Float32Array(count),
    realised: new Float64Array(count),
  };
}
