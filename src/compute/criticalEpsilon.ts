import { hostErrors } from '../protocol/errors';
import type { CriticalEpsilonBlock, CriticalEpsilons } from '../protocol/criticalEpsilon';
import { corrupt, drawUnitSample, type UnitSample } from '../robustness/corruption';
import type { CancellationCheck } from './corruptBatch';
import type { EvaluationSubject } from './evaluateBlock';

/**
 * Finds where the prediction of each image first flips: along the epsilons, on the one direction that the image's address draws, and then
 * by halving the bracket of the first flip. Flips are not monotone: a larger epsilon may be right again, and between two epsilons
 * of the suite a flip may go unseen; images are clipped as everywhere. Only images that are still in question are predicted.
 */
export class CriticalEpsilonFinder {
  constructor(private readonly subject: EvaluationSubject) {}

  /** @throws LPR-601 when `isCancelled` says so between two predictions, LPR-3xx where an image cannot be read. */
  async find(block: CriticalEpsilonBlock, isCancelled: CancellationCheck): Promise<CriticalEpsilons> {
    const { law, images, seed, draw, epsilons, halvings } = block;
    const shape = this.subject.model.summary.input;
    const size = shape.height * shape.width * shape.channels;
    const clean = new Float32Array(images.length * size);
    await this.subject.data.read(images, clean);
    const labels = Array.from(images, (image) => this.subject.data.summary.labels[image] ?? 0);
    const found = { epsilons: new Float64Array(images.length).fill(NaN), below: new Float64Array(images.length), predicted: new Int32Array(images.length) };

    const rows = Array.from(images.keys());
    const predict = async (some: readonly number[], corruptRow: (row: number, into: Float32Array, offset: number) => void): Promise<number[]> => {
      if (await isCancelled()) throw hostErrors.cancelled({});
      const batch = new Float32Array(some.length * size);
      for (const [i, row] of some.entries()) corruptRow(row, batch, i * size);
      return some.length === 0 ? [] : this.#classes(await this.subject.model.predict(batch, some.length), some.length);
    };

    const untouched = await predict(rows, (row, into, offset) => into.set(clean.subarray(row * size, (row + 1) * size), offset));
    let open = rows.filter((row) => untouched[row] === labels[row]);
    for (const row of rows) found.predicted[row] = untouched[row] ?? 0;
    const samples = new Map<number, UnitSample>();
    for (const row of open) {
      samples.set(row, drawUnitSample(law, shape, { seed, purpose: 'evaluation', image: images[row] ?? 0, draw }, { maximumEpsilon: Math.max(...epsilons) }));
      found.epsilons[row] = Infinity;
    }
    const at = (epsilonOf: (row: number) => number) => (row: number, into: Float32Array, offset: number) => {
      const sample = samples.get(row);
      if (sample !== undefined) corrupt(clean.subarray(row * size, (row + 1) * size), sample, epsilonOf(row), into, offset);
    };

    const flipped: number[] = [];
    for (const epsilon of epsilons) {
      const classes = await predict(open, at(() => epsilon));
      open = open.filter((row, i) => {
        const predicted = classes[i] ?? 0;
        found.predicted[row] = predicted;
        if (predicted === labels[row]) {
          found.below[row] = epsilon;
          return true;
        }
        found.epsilons[row] = epsilon;
        flipped.push(row);
        return false;
      });
    }
    const middle = (row: number): number => ((found.below[row] ?? 0) + (found.epsilons[row] ?? 0)) / 2;
    for (let halving = 0; halving < halvings && flipped.length > 0; halving += 1) {
      const classes = await predict(flipped, at(middle));
      for (const [i, row] of flipped.entries()) {
        const epsilon = middle(row);
        if (classes[i] === labels[row]) found.below[row] = epsilon;
        else {
          found.epsilons[row] = epsilon;
          found.predicted[row] = classes[i] ?? 0;
        }
      }
    }
    return found;
  }

  /** Class of the largest probability; a tie goes to the lowest index, as in an evaluation. */
  #classes(probabilities: Float32Array, count: number): number[] {
    const { classCount } = this.subject.model.summary;
    return Array.from({ length: count }, (_, i) => {
      const row = probabilities.subarray(i * classCount, (i + 1) * classCount);
      let best = 0;
      for (let c = 1; c < classCount; c += 1) if ((row[c] ?? NaN) > (row[best] ?? NaN)) best = c;
      return best;
    });
  }
}
