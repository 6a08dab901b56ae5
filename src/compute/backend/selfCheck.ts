import type { Rank } from '@tensorflow/tfjs-core';
import { backendErrors } from '../../protocol/errors';
import type { BackendName } from '../../protocol/experiment';
import type { TensorFlow } from './tensorFlow';

/**
 * Computes a convolution, a matrix product and a softmax whose results are known, so that a backend which loads but
 * computes wrongly (a broken driver, a library built for another processor) is found before any number rests on it.
 */
export async function selfCheck(name: BackendName, tf: TensorFlow): Promise<void> {
  const { convolved, product, probabilities } = tf.tidy(() => ({
    // A 3 x 3 filter of ones over ones counts the neighbours inside the image: 4 at a corner, 6 at an edge, 9 within.
    convolved: tf.conv2d(tf.ones<Rank.R4>([1, 4, 4, 1]), tf.ones<Rank.R4>([3, 3, 1, 1]), 1, 'same'),
    product: tf.matMul(tf.tensor2d([[1, 2], [3, 4]]), tf.tensor2d([[5], [6]])),
    probabilities: tf.softmax(tf.tensor1d([0, 0, 0, 0])),
  }));
  const found = [...(await convolved.data()), ...(await product.data()), ...(await probabilities.data())];
  tf.dispose([convolved, product, probabilities]);
  const expected = [4, 6, 6, 4, 6, 9, 9, 6, 6, 9, 9, 6, 4, 6, 6, 4, 17, 39, 0.25, 0.25, 0.25, 0.25];
  const wrong = expected.findIndex((value, index) => !(Math.abs((found[index] ?? NaN) - value) < 1e-4));
  if (wrong >= 0) throw backendErrors.wrongResult({ backend: name, expected: expected[wrong] ?? NaN, found: found[wrong] ?? NaN });
}
