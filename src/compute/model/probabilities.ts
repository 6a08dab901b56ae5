import type { ModelSummary } from '../../protocol/computeMessages';
import { modelErrors } from '../../protocol/errors';
import type { LastActivation } from './network';

/** How the scores of a model become probabilities. */
export interface Head {
  readonly output: Exclude<ModelSummary['output'], 'undecided'>;
  /** Scores an image: 1 for two classes told apart by one. */
  readonly scoreCount: number;
}

/** Rows of probabilities sum to 1 up to this. float16 models come within 0.0005. */
const sumTolerance = 1e-3;

/**
 * Tells logits from probabilities: by the description, else by the last layer, else by looking at scores of a few
 * images. Several sigmoids side by side are taken as probabilities, to be normalised; one alone as that of the second
 * of two classes. Throws LPR-223 where scores are described as probabilities and are none, and LPR-222.
 */
export function decideHead(scores: Float32Array, scoreCount: number, lastActivation: LastActivation, described: 'logits' | 'probabilities' | undefined): Head {
  refuseNonFinite(scores, scoreCount);
  const single = scoreCount === 1;
  const decide = (areProbabilities: boolean): Head => ({ output: areProbabilities ? (single ? 'sigmoid' : 'probabilities') : 'logits', scoreCount });
  if (described !== undefined) {
    if (described === 'probabilities') refuseImpossible(scores);
    return decide(described === 'probabilities');
  }
  if (single && lastActivation === 'softmax') throw modelErrors.noClassificationHead({ outputs: '[batch, 1] of a softmax, which is always 1' });
  if (lastActivation === 'softmax' || lastActivation === 'sigmoid') return decide(true);
  if (lastActivation === 'linear') return decide(false);
  return decide(single ? scores.every((score) => score >= 0 && score <= 1) : areRowsOfProbabilities(scores, scoreCount));
}

/**
 * Probabilities, images x classes, from scores, images x scoreCount: softmax of logits, logistic function of a single
 * one; probabilities stay as they are unless a row does not sum to 1, as that of side by side sigmoids. Throws LPR-222, LPR-223.
 */
export function toProbabilities(scores: Float32Array, { output, scoreCount }: Head): Float32Array {
  refuseNonFinite(scores, scoreCount);
  if (scoreCount === 1) return twoClasses(scores, output);
  const result = output === 'logits' ? new Float32Array(scores.length) : scores;
  if (output !== 'logits') refuseImpossible(scores);
  for (let start = 0; start < scores.length; start += scoreCount) {
    if (output === 'logits') softmaxRow(scores, result, start, start + scoreCount);
    else normaliseRow(result, start, start + scoreCount);
  }
  return result;
}

function twoClasses(scores: Float32Array, output: Head['output']): Float32Array {
  if (output !== 'logits') refuseImpossible(scores);
  const result = new Float32Array(2 * scores.length);
  for (const [image, score] of scores.entries()) {
    const second = output === 'logits' ? 1 / (1 + Math.exp(-score)) : score;
    result[2 * image] = 1 - second;
    result[2 * image + 1] = second;
  }
  return result;
}

function softmaxRow(scores: Float32Array, result: Float32Array, start: number, end: number): void {
  let largest = -Infinity;
  for (let i = start; i < end; i++) largest = Math.max(largest, scores[i] ?? 0);
  let sum = 0;
  for (let i = start; i < end; i++) sum += Math.exp((scores[i] ?? 0) - largest);
  for (let i = start; i < end; i++) result[i] = Math.exp((scores[i] ?? 0) - largest) / sum;
}

function normaliseRow(row: Float32Array, start: number, end: number): void {
  let sum = 0;
  for (let i = start; i < end; i++) sum += row[i] ?? 0;
  if (Math.abs(sum - 1) <= sumTolerance) return;
  // All sigmoids at 0: nothing speaks for any class.
  for (let i = start; i < end; i++) row[i] = sum === 0 ? 1 / (end - start) : (row[i] ?? 0) / sum;
}

function areRowsOfProbabilities(scores: Float32Array, scoreCount: number): boolean {
  for (let start = 0; start < scores.length; start += scoreCount) {
    const row = scores.subarray(start, start + scoreCount);
    if (row.some((score) => score < 0) || Math.abs(row.reduce((sum, score) => sum + score, 0) - 1) > sumTolerance) return false;
  }
  return true;
}

function refuseImpossible(scores: Float32Array): void {
  const impossible = scores.find((score) => score < 0 || score > 1 + sumTolerance);
  if (impossible !== undefined) throw modelErrors.notProbabilities({ reason: `it gave ${impossible}` });
}

/** A logit may be minus infinity, where a class is ruled out, unless all of a row are. */
function refuseNonFinite(scores: Float32Array, scoreCount: number): void {
  let count = 0;
  for (let start = 0; start < scores.length; start += scoreCount) {
    let isFinite = false;
    let isNumber = true;
    for (let i = start; i < start + scoreCount; i++) {
      const score = scores[i] ?? Number.NaN;
      if (Number.isNaN(score) || score === Infinity) isNumber = false;
      else if (score !== -Infinity) isFinite = true;
    }
    if (!isFinite || !isNumber) count++;
  }
  if (count > 0) throw modelErrors.notFinite({ count });
}
