import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Rank, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../../../../src/compute/backend/tensorFlow';
import { convolutionFilterGradient, depthwiseFilterGradient, depthwiseInputGradient } from '../../../../src/compute/training/convolutionGradient';
import { portableKernels } from '../../../../src/compute/training/portableKernels';
import { tf as cpu } from '../modelTestBed';
import { openWasm } from './trainingTestBed';

let wasm: TensorFlow;
beforeAll(async () => ({ tf: wasm } = await openWasm()));

/** Largest difference, in units of the larger of 1 and the largest expected size. */
function distance(found: Tensor, expected: Tensor): number {
  const [a, b] = [Array.from(found.dataSync()), Array.from(expected.dataSync())];
  if (a.length !== b.length) return Infinity;
  const scale = b.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] ?? NaN)) / scale), 0);
}

describe('kernels in closed form equal what TensorFlow.js composes, over random shapes', () => {
  const sizes = fc.record({ n: fc.integer({ min: 1, max: 4 }), h: fc.integer({ min: 2, max: 6 }), w: fc.integer({ min: 1, max: 6 }), c: fc.integer({ min: 1, max: 7 }), seed: fc.integer({ min: 1, max: 1e6 }) });

  test('batch normalisation: output, statistics and the gradients of all three inputs', () => {
    fc.assert(
      fc.property(sizes, ({ n, h, w, c, seed }) => {
        wasm.tidy(() => {
          const tf = wasm;
          const x = tf.randomNormal<Rank.R4>([n, h, w, c], 0.5, 2, 'float32', seed);
          const [gamma, beta] = [tf.randomNormal<Rank.R1>([c], 1, 1, 'float32', seed + 1), tf.randomNormal<Rank.R1>([c], 0, 1, 'float32', seed + 2)];
          const dy = tf.randomNormal([n, h, w, c], 0, 1, 'float32', seed + 3);
          const composed = (a: Tensor, scale: Tensor, shift: Tensor): Tensor => {
            const { mean, variance } = tf.moments(a, [0, 1, 2]);
            return tf.add(tf.mul(tf.mul(tf.sub(a, mean), tf.rsqrt(tf.add(variance, 1e-5))), scale), shift);
          };
          const fused = (a: Tensor, scale: Tensor, shift: Tensor): Tensor => portableKernels(tf).normalise(a as Tensor4D, scale as Tensor1D, shift as Tensor1D, 1e-5).output;
          expect(distance(fused(x, gamma, beta), composed(x, gamma, beta))).toBeLessThan(1e-4);
          const [found, expected] = [tf.grads(fused)([x, gamma, beta], dy), tf.grads(composed)([x, gamma, beta], dy)];
          for (const [i, gradient] of expected.entries()) expect(distance(found[i] as Tensor, gradient)).toBeLessThan(1e-4);
          const { mean, variance } = portableKernels(tf).normalise(x, gamma, beta, 1e-5);
          const moments = tf.moments(x, [0, 1, 2]);
          const count = n * h * w;
          expect(distance(mean, moments.mean)).toBeLessThan(1e-5);
          expect(distance(variance, tf.mul(moments.variance, count / (count - 1)))).toBeLessThan(1e-5);
        });
      }),
      { numRuns: 40, seed: 20_231_222 },
    );
  });

  test('cross entropy with soft labels', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 2, max: 9 }), fc.integer({ min: 1, max: 1e6 }), (rows, classes, seed) => {
        wasm.tidy(() => {
          const tf = wasm;
          const logits = tf.randomNormal<Rank.R2>([rows, classes], 0, 5, 'float32', seed);
          const targets = tf.softmax(tf.randomNormal<Rank.R2>([rows, classes], 0, 2, 'float32', seed + 1));
          const dy = tf.randomNormal([rows], 0, 1, 'float32', seed + 2);
          const composed = (a: Tensor): Tensor => tf.neg(tf.sum(tf.mul(targets, tf.log(tf.softmax(a))), -1));
          const fused = (a: Tensor): Tensor => portableKernels(tf).crossEntropy(a as Tensor2D, targets);
          expect(distance(fused(logits), composed(logits))).toBeLessThan(1e-4);
          expect(distance(tf.grad(fused)(logits, dy), tf.grad(composed)(logits, dy))).toBeLessThan(1e-4);
        });
      }),
      { numRuns: 40, seed: 20_231_222 },
    );
  });
});

describe('convolution gradients on the WebAssembly backend equal those of the cpu backend', () => {
  const geometry = fc.record({
    n: fc.integer({ min: 1, max: 3 }),
    h: fc.integer({ min: 3, max: 8 }),
    w: fc.integer({ min: 3, max: 8 }),
    channels: fc.integer({ min: 1, max: 4 }),
    filters: fc.integer({ min: 1, max: 4 }),
    size: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    pad: fc.constantFrom('same' as const, 'valid' as const),
    seed: fc.integer({ min: 1, max: 1e6 }),
  });

  test('of the filter', () => {
    fc.assert(
      fc.property(geometry, ({ n, h, w, channels, filters, size, stride, pad, seed }) => {
        const x = cpu.randomNormal<Rank.R4>([n, h, w, channels], 0, 1, 'float32', seed);
        const filter = cpu.randomNormal<Rank.R4>([size, size, channels, filters], 0, 1, 'float32', seed + 1);
        const y = cpu.conv2d(x, filter, stride, pad);
        const dy = cpu.randomNormal(y.shape, 0, 1, 'float32', seed + 2);
        const expected = cpu.grad((k) => cpu.conv2d(x, k as Tensor4D, stride, pad))(filter, dy);
        const found = wasm.grad((k) => wasm.conv2d(wasm.tensor<Rank.R4>(x.dataSync(), x.shape), k as Tensor4D, stride, pad))(wasm.tensor(filter.dataSync(), filter.shape), wasm.tensor(dy.dataSync(), dy.shape));
        expect(found.shape).toEqual(filter.shape);
        expect(distance(found, expected)).toBeLessThan(1e-4);
      }),
      { numRuns: 60, seed: 20_231_222 },
    );
  });

  test('of a depthwise filter and its input', () => {
    fc.assert(
      fc.property(geometry, ({ n, h, w, channels, filters, size, stride, pad, seed }) => {
        const x = cpu.randomNormal<Rank.R4>([n, h, w, channels], 0, 1, 'float32', seed);
        const filter = cpu.randomNormal<Rank.R4>([size, size, channels, filters], 0, 1, 'float32', seed + 1);
        const dy = cpu.randomNormal<Rank.R4>(cpu.depthwiseConv2d(x, filter, stride, pad).shape, 0, 1, 'float32', seed + 2);
        const [forInput, forFilter] = cpu.grads((a: Tensor, k: Tensor): Tensor => cpu.depthwiseConv2d(a as Tensor4D, k as Tensor4D, stride, pad))([x, filter], dy);
        const [a, k, g] = [x, filter, dy].map((tensor) => wasm.tensor(tensor.dataSync(), tensor.shape)) as [Tensor4D, Tensor4D, Tensor4D];
        expect(distance(depthwiseFilterGradient(wasm, a, g, { strides: stride, pad, filterShape: [size, size, channels, filters] }), forFilter as Tensor)).toBeLessThan(1e-4);
        expect(distance(depthwiseInputGradient(wasm, g, k, { strides: stride, pad, inputShape: [n, h, w, channels] }), forInput as Tensor)).toBeLessThan(1e-4);
      }),
      { numRuns: 40, seed: 20_231_222 },
    );
  });

  test('of a filter with dilation, by differences', () => {
    const tf = wasm;
    const x = tf.randomNormal<Rank.R4>([1, 6, 6, 2], 0, 1, 'float32', 1);
    const filter = tf.randomNormal<Rank.R4>([2, 2, 2, 1], 0, 1, 'float32', 2);
    const y = (k: Tensor4D): Tensor4D => tf.conv2d(x, k, 1, 'same', 'NHWC', 2);
    const dy = tf.randomNormal<Rank.R4>(y(filter).shape, 0, 1, 'float32', 3);
    const found = convolutionFilterGradient(tf, x, dy, { strides: 1, pad: 'same', dilations: 2, filterShape: [2, 2, 2, 1] }).dataSync();
    const values = filter.dataSync();
    for (let i = 0; i < values.length; i++) {
      // The output is linear in the filter: any step is exact.
      const changed = Float32Array.from(values).fill((values[i] ?? 0) + 1, i, i + 1);
      const difference = tf.sum(tf.mul(tf.sub(y(tf.tensor<Rank.R4>(changed, filter.shape)), y(filter)), dy)).dataSync()[0];
      expect(found[i]).toBeCloseTo(difference ?? NaN, 3);
    }
  });
});

