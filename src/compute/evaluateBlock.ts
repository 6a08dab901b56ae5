import type { BlockOutcomes, DataSummary, EvaluationBlock, ImageShape, ModelSummary } from '../protocol/computeMessages';
import { hostErrors } from '../protocol/errors';
import { corrupt, drawUnitSample, realisedNorm, type UnitSample } from '../robustness/corruption';

/** What a block is evaluated with: the opened model and the opened images. */
export interface EvaluationSubject {
  readonly model: { readonly summary: ModelSummary; predict(images: Float32Array, count: number): Promise<Float32Array> };
  readonly data: { readonly summary: DataSummary; read(indices: Uint32Array, out: Float32Array): Promise<void> };
}

/** Says whether the work is to stop, after letting the message that asks for it in. */
export type CancellationCheck = () => Promise<boolean>;

/**
 * Corrupts and predicts blocks of images, one after the other. Each image is read once a block and draws one unit
 * sample, which every epsilon scales (common random numbers); the batch of one epsilon is corrupted while that of the
 * epsilon before is being predicted. The buffers are kept from block to block, so that memory stays flat.
 */
export class BlockEvaluator {
  #clean = new Float32Array(0);
  #samples = new Float32Array(0);
  /** Two, in turn: one is being predicted while the other is filled. */
  #batches: [Float32Array, Float32Array] = [new Float32Array(0), new Float32Array(0)];

  constructor(private readonly subject: EvaluationSubject) {}

  /**
   * Outcomes of every image under every epsilon of the block; see {@link BlockOutcomes} for shapes and units.
   * @throws LPR-601 when `isCancelled` says so between two epsilons, LPR-3xx where an image cannot be read.
   */
  async evaluate(block: EvaluationBlock, isCancelled: CancellationCheck): Promise<BlockOutcomes> {
    const { model, data } = this.subject;
    const shape = model.summary.input;
    const count = block.images.length;
    const size = shape.height * shape.width * shape.channels;
    this.#reserve(count * size);
    const clean = this.#clean.subarray(0, count * size);
    await data.read(block.images, clean);

    const outcomes = emptyOutcomes(count * block.epsilons.length);
    const samples = this.#unitSamples(block, shape, size);
    let pending: Promise<void> = Promise.resolve();
    try {
      for (const [row, epsilon] of block.epsilons.entries()) {
        const batch = this.#batches[row % 2 === 0 ? 0 : 1].subarray(0, count * size);
        const realised = outcomes.realised.subarray(row * count, (row + 1) * count);
        if (block.law === null) batch.set(clean);
        else corruptBatch(clean, samples, epsilon, batch, realised);
        await pending;
        if (await isCancelled()) throw hostErrors.cancelled({});
        pending = model.predict(batch, count).then((probabilities) => {
          this.#score(probabilities, block.images, outcomes, row * count);
        });
        pending.catch(() => undefined); // Awaited below, or one epsilon later.
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

  /** One unit sample per image, none for the clean images. Its address holds nothing of batch or worker. */
  #unitSamples({ law, images, seed, draw, epsilons }: EvaluationBlock, shape: ImageShape, size: number): UnitSample[] {
    if (law === null) return [];
    return Array.from(images, (image, i) => {
      const into = this.#samples.subarray(i * size, (i + 1) * size);
      return drawUnitSample(law, shape, { seed, purpose: 'evaluation', image, draw }, { into, maximumEpsilon: epsilons.at(-1) ?? 1 });
    });
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

/** Fills `batch` with the images at one epsilon, and `realised` with the size of each corruption after clipping. */
function corruptBatch(
  clean: Float32Array,
  samples: readonly UnitSample[],
  epsilon: number,
  batch: Float32Array,
  realised: Float64Array,
): void {
  const size = clean.length / samples.length;
  for (const [i, sample] of samples.entries()) {
    const image = clean.subarray(i * size, (i + 1) * size);
    corrupt(image, sample, epsilon, batch, i * size);
    realised[i] = realisedNorm(image, batch, sample, i * size);
  }
}
