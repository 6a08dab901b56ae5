import type { Rank, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../backend/tensorFlow';

type Shape4 = [number, number, number, number];

interface Geometry {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly dilations?: number | [number, number];
}

/**
 * The gradients of convolutions (NHWC) composed of operations that every backend has: the padded input is sliced once for
 * each tap of the filter, with the strides, and each slice meets the gradient of the output in one matrix product.
 *
 * dW[i, j, c, o] = sum over images and places (n, y, x) of input[n, y s + i d, x s + j d, c] * dy[n, y, x, o]
 */
export function convolutionFilterGradient(tf: TensorFlow, input: Tensor4D, dy: Tensor4D, geometry: Geometry & { readonly filterShape: Shape4 }): Tensor4D {
  return tf.tidy(() => {
    const [height, width, channels, filters] = geometry.filterShape;
    const gradient = tf.reshape<Rank.R2>(dy, [-1, filters]);
    const taps = tapsOf(tf, input, dy, geometry, geometry.filterShape).map((tap) => tf.matMul(tf.reshape<Rank.R2>(tap, [-1, channels]), gradient, true, false));
    return tf.reshape<Rank.R4>(tf.stack(taps), [height, width, channels, filters]);
  });
}

/** As above for a filter (h, w, c, multiplier) that works on each channel by itself. */
export function depthwiseFilterGradient(tf: TensorFlow, input: Tensor4D, dy: Tensor4D, geometry: Geometry & { readonly filterShape: Shape4 }): Tensor4D {
  return tf.tidy(() => {
    const [height, width, channels, multiplier] = geometry.filterShape;
    const gradient = tf.reshape<Rank.R3>(dy, [-1, channels, multiplier]);
    const taps = tapsOf(tf, input, dy, geometry, geometry.filterShape).map((tap) => tf.sum(tf.mul(tf.reshape<Rank.R3>(tap, [-1, channels, 1]), gradient), 0));
    return tf.reshape<Rank.R4>(tf.stack(taps), [height, width, channels, multiplier]);
  });
}

/** The gradient of a depthwise convolution's input: that of the ordinary convolution whose filter is zero across channels. */
export function depthwiseInputGradient(tf: TensorFlow, dy: Tensor4D, filter: Tensor4D, geometry: Geometry & { readonly inputShape: Shape4 }): Tensor4D {
  return tf.tidy(() => {
    const [height, width, channels, multiplier] = filter.shape;
    const own = tf.reshape(tf.eye(channels), [1, 1, channels, channels, 1]);
    const spread = tf.reshape<Rank.R4>(tf.mul(tf.reshape(filter, [height, width, channels, 1, multiplier]), own), [height, width, channels, channels * multiplier]);
    return transposedConvolution(tf, dy, spread, geometry);
  });
}

/** The gradient of a convolution's input, by the kernel that every backend has. */
function transposedConvolution(tf: TensorFlow, dy: Tensor4D, filter: Tensor4D, { inputShape, strides, pad }: Geometry & { readonly inputShape: Shape4 }): Tensor4D {
  return tf.engine().runKernel<Tensor4D>('Conv2DBackpropInput', { dy, filter }, { strides: pair(strides), pad, dataFormat: 'NHWC', inputShape });
}

/** The padded input as each tap of the filter sees it: (images, height and width of dy, channels). */
function tapsOf(tf: TensorFlow, input: Tensor4D, dy: Tensor4D, { strides, pad, dilations }: Geometry, [filterHeight, filterWidth]: Shape4): Tensor[] {
  const [images, height, width, channels] = input.shape;
  const [, outHeight, outWidth] = dy.shape;
  const [downStride, rightStride] = pair(strides);
  const [downStep, rightStep] = pair(dilations ?? 1);
  const along = (length: number, out: number, stride: number, size: number, step: number): [number, number] => {
    if (typeof pad === 'number') return [pad, pad];
    if (pad === 'valid') return [0, 0];
    // TensorFlow's SAME: the odd one of the padding comes at the end.
    const total = Math.max(0, (out - 1) * stride + (size - 1) * step + 1 - length);
    return [Math.floor(total / 2), total - Math.floor(total / 2)];
  };
  const down = along(height, outHeight, downStride, filterHeight, downStep);
  const right = along(width, outWidth, rightStride, filterWidth, rightStep);
  const padded = tf.pad(input, [[0, 0], down, right, [0, 0]]);
  const taps: Tensor[] = [];
  for (let i = 0; i < filterHeight; i += 1) {
    for (let j = 0; j < filterWidth; j += 1) {
      const [top, left] = [i * downStep, j * rightStep];
      const end = [images, top + (outHeight - 1) * downStride + 1, left + (outWidth - 1) * rightStride + 1, channels];
      taps.push(tf.stridedSlice(padded, [0, top, left, 0], end, [1, downStride, rightStride, 1]));
    }
  }
  return taps;
}

function pair(value: number | [number, number]): [number, number] {
  return typeof value === 'number' ? [value, value] : value;
}
