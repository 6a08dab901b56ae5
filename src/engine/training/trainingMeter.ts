import type { TrainingMoment } from '../../protocol/training';
import type { TrainingPlace } from './checkpoint';

/** Share of the past in the speed that is told: the last half minute or so counts. */
const memory = 0.9;

/** Tells how far a training is, how fast it goes and how long it will take. */
export class TrainingMeter {
  #imagesPerSecond: number | undefined;

  constructor(
    private readonly epochs: number,
    private readonly imagesPerEpoch: number,
  ) {}

  /** Counts a stretch of training. */
  add(images: number, seconds: number): void {
    const speed = images / Math.max(seconds, 1e-6);
    this.#imagesPerSecond = this.#imagesPerSecond === undefined ? speed : memory * this.#imagesPerSecond + (1 - memory) * speed;
  }

  moment({ epoch, images, lossSum, correct }: TrainingPlace, learningRate: number): TrainingMoment {
    const [done, total] = [epoch * this.imagesPerEpoch + images, this.epochs * this.imagesPerEpoch];
    const imagesPerSecond = this.#imagesPerSecond ?? 0;
    return {
      epoch: epoch + 1,
      epochs: this.epochs,
      done,
      total,
      loss: lossSum / images,
      accuracy: correct / images,
      learningRate,
      imagesPerSecond,
      secondsLeft: imagesPerSecond === 0 ? 0 : (total - done) / imagesPerSecond,
    };
  }
}
