import type { Loss, Optimiser } from '../../../../src/protocol/training';

/**
 * A training step of the test bed's tiny net in plain loops and double precision, its gradient by central differences: it
 * shares no code and no formula of a derivative with what it checks.
 */
export interface ReferenceNet {
  /** Trainable weights end to end: kernel (3, 3, 2, 3), gamma (3), beta (3), dense kernel (3, 3), dense bias (3). */
  readonly weights: readonly number[];
}

const [side, channels, filters, classes] = [4, 2, 3, 3];
const kernelSize = 9 * channels * filters;

/** Scores of a batch, in training: normalised by its own statistics. */
export function referenceScores(weights: readonly number[], images: readonly number[]): number[][] {
  const count = images.length / (side * side * channels);
  const kernel = weights.slice(0, kernelSize);
  const [gamma, beta] = [weights.slice(kernelSize, kernelSize + filters), weights.slice(kernelSize + filters, kernelSize + 2 * filters)];
  const dense = weights.slice(kernelSize + 2 * filters, kernelSize + 2 * filters + filters * classes);
  const bias = weights.slice(kernelSize + 2 * filters + filters * classes);
  const maps: number[] = [];
  for (let n = 0; n < count; n++) {
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        for (let f = 0; f < filters; f++) {
          let sum = 0;
          for (let i = -1; i <= 1; i++) {
            for (let j = -1; j <= 1; j++) {
              if (y + i < 0 || y + i >= side || x + j < 0 || x + j >= side) continue;
              for (let c = 0; c < channels; c++) {
                const pixel = images[((n * side + y + i) * side + x + j) * channels + c] ?? 0;
                sum += pixel * (kernel[((i + 1) * 3 + (j + 1)) * channels * filters + c * filters + f] ?? 0);
              }
            }
          }
          maps.push(sum);
        }
      }
    }
  }
  for (let f = 0; f < filters; f++) {
    const values = maps.filter((_, i) => i % filters === f);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
    for (let i = f; i < maps.length; i += filters) maps[i] = (gamma[f] ?? 0) * (((maps[i] ?? 0) - mean) / Math.sqrt(variance + 1e-5)) + (beta[f] ?? 0);
  }
  return Array.from({ length: count }, (_, n) => {
    const pooled = Array.from({ length: filters }, (__, f) => {
      let sum = 0;
      for (let place = 0; place < side * side; place++) sum += Math.max(0, maps[(n * side * side + place) * filters + f] ?? 0);
      return sum / (side * side);
    });
    return Array.from({ length: classes }, (__, c) => pooled.reduce((sum, value, f) => sum + value * (dense[f * classes + c] ?? 0), bias[c] ?? 0));
  });
}

function softmax(scores: readonly number[]): number[] {
  const exponentials = scores.map((score) => Math.exp(score - Math.max(...scores)));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((value) => value / sum);
}

export function referenceLoss(loss: Loss, scores: readonly number[][], targets: readonly number[][]): number {
  const count = targets.length;
  const entropy = targets.reduce((sum, target, n) => {
    const probabilities = softmax(scores[n] ?? []);
    return sum - target.reduce((inner, t, c) => inner + (t * (1 - loss.labelSmoothing) + loss.labelSmoothing / classes) * Math.log(probabilities[c] ?? 0), 0);
  }, 0);
  if (loss.kind === 'crossEntropy') return entropy / count;
  let divergence = 0;
  for (let n = 0; n < count; n++) {
    const views = [0, 1, 2].map((view) => softmax(scores[view * count + n] ?? []));
    for (let c = 0; c < classes; c++) {
      const mixture = Math.min(1, Math.max(1e-7, views.reduce((sum, view) => sum + (view[c] ?? 0), 0) / 3));
      for (const view of views) divergence += (view[c] ?? 0) * (Math.log(view[c] ?? 0) - Math.log(mixture));
    }
  }
  return entropy / count + (loss.weight * divergence) / 3 / count;
}

export function referenceGradient(loss: Loss, weights: readonly number[], images: readonly number[], targets: readonly number[][]): number[] {
  const at = (changed: readonly number[]): number => referenceLoss(loss, referenceScores(changed, images), targets);
  const step = 1e-5;
  return weights.map((value, i) => (at(weights.with(i, value + step)) - at(weights.with(i, value - step))) / (2 * step));
}

/** Weights and velocity after a step, element by element. */
export function referenceUpdate(optimiser: Optimiser, rate: number, weights: readonly number[], velocity: readonly number[], gradient: readonly number[]): { weights: number[]; velocity: number[] } {
  const { momentum, nesterov, weightDecay, clipValue = Infinity, clipNorm = Infinity } = optimiser;
  const byValue = gradient.map((g) => Math.max(-clipValue, Math.min(clipValue, g)));
  const length = Math.sqrt(byValue.reduce((sum, g) => sum + g * g, 0));
  const decayed = byValue.map((g, i) => g * Math.min(1, clipNorm / length) + weightDecay * (weights[i] ?? 0));
  const moved = decayed.map((g, i) => momentum * (velocity[i] ?? 0) + g);
  return { velocity: moved, weights: weights.map((w, i) => w - rate * (nesterov ? (decayed[i] ?? 0) + momentum * (moved[i] ?? 0) : (moved[i] ?? 0))) };
}
