import { afterEach, describe, expect, test } from 'vitest';
import { buildArchitecture } from '../../../../src/compute/architecture/buildArchitecture';
import { groupedConvolution } from '../../../../src/compute/architecture/groupedConvolution';
import { seedWeights } from '../../../../src/compute/architecture/seedWeights';
import { architectureName, namedArchitectures, type Architecture } from '../../../../src/protocol/training';
import { LprError } from '../../../../src/protocol/errors';
import type { Rank, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../modelTestBed';

const cifar = { height: 32, width: 32, channels: 3 };
const tiny = { height: 64, width: 64, channels: 3 };

afterEach(() => tf.disposeVariables());

function trainable(architecture: Architecture, classes: number, shape = cifar): number {
  const model = buildArchitecture(tf, architecture, shape, classes);
  return model.trainableWeights.reduce((sum, { shape: sizes }) => sum + sizes.reduce<number>((product, size) => product * (size ?? 0), 1), 0);
}

describe('parameters equal those of the paper’s code', () => {
  test.each<[string, Architecture, readonly [number, number][], number]>([
    ['WideResNet-28-4', namedArchitectures['wideresnet-28-4'], [[10, 5.853e6], [100, 5.876e6], [200, 5.902e6]], 3],
    ['WideResNet-28-10', namedArchitectures['wideresnet-28-10'], [[10, 36.49e6]], 4],
    ['DenseNet201-12', namedArchitectures['densenet201-12'], [[10, 2.604e6], [100, 2.669e6], [200, 2.741e6]], 3],
    ['ResNeXt29-32x4d', namedArchitectures['resnext29-32x4d'], [[10, 4.774e6], [100, 4.866e6], [200, 4.969e6]], 3],
  ])('%s', (_, architecture, counts) => {
    // Given in millions to three decimals (two for 28-10).
    for (const [classes, expected] of counts) expect(Math.abs(trainable(architecture, classes) - expected)).toBeLessThan(expected > 1e7 ? 5001 : 501);
  });

  test('ResNet-8 has 78,714 weights with its moving averages', () => {
    const model = buildArchitecture(tf, namedArchitectures['resnet-8'], cifar, 10);
    expect(model.countParams()).toBe(78_714);
  });

  test('ResNet-20 has those of He et al.: 0.27 million', () => {
    expect(trainable(namedArchitectures['resnet-20'], 10) / 1e6).toBeCloseTo(0.27, 2);
  });
});

describe('shapes', () => {
  test.each(Object.entries(namedArchitectures))('%s ends in maps of the same size for 32 x 32 and 64 x 64, and in class scores', (name, architecture) => {
    const sides = [cifar, tiny].map((shape) => {
      const model = buildArchitecture(tf, architecture, shape, 7);
      expect(model.outputs[0]?.shape).toEqual([null, 7]);
      const pooled = model.layers.find((layer) => layer.name.startsWith('global_average'));
      return (pooled?.input as { shape: number[] } | undefined)?.shape.slice(1);
    });
    if (name.startsWith('wide') || name.startsWith('resnext')) expect(sides).toEqual([[8, 8, expect.any(Number)], [8, 8, expect.any(Number)]]);
    if (name.startsWith('densenet')) expect(sides).toEqual([[4, 4, 720], [4, 4, 720]]);
  });

  test('equal architectures have equal topologies, whatever was built before', () => {
    const topology = (): string => buildArchitecture(tf, namedArchitectures['resnet-8'], cifar, 10).toJSON(undefined, true) as unknown as string;
    expect(JSON.stringify(topology())).toBe(JSON.stringify(topology()));
  });

  test.each<[Architecture, RegExp]>([
    [{ name: 'resnet', depth: 10, width: 1 }, /10 is not 6 n \+ 2/],
    [{ name: 'wideresnet', depth: 26, width: 4, dropout: 0 }, /26 is not 6 n \+ 4/],
  ])('%o is refused', (architecture, reason) => {
    expect(() => buildArchitecture(tf, architecture, cifar, 10)).toThrow(reason);
    expect(() => buildArchitecture(tf, architecture, cifar, 10)).toThrow(LprError);
    expect(architectureName(architecture)).toMatch(/net-\d+/);
  });
});

describe('a grouped convolution', () => {
  test('equals a convolution of each group by itself, stacked', () => {
    const [groups, channels, filters] = [3, 6, 9];
    const layer = groupedConvolution(tf, { filters, kernelSize: 3, strides: 2, padding: 'same', useBias: true, groups });
    const input = tf.randomNormal<Rank.R4>([2, 5, 4, channels], 0, 1, 'float32', 7);
    const output = layer.apply(input) as Tensor4D;
    layer.setWeights([tf.randomNormal([3, 3, channels / groups, filters], 0, 1, 'float32', 8), tf.randomNormal([filters], 0, 1, 'float32', 9)]);
    const [kernel, bias] = layer.getWeights() as [Tensor4D, Tensor];
    const parts = tf.split(input, groups, 3).map((part, g) => tf.conv2d(part as Tensor4D, tf.split(kernel, groups, 3)[g] as Tensor4D, 2, 'same'));
    const expected = tf.add(tf.concat(parts, 3), bias).dataSync();
    const found = (layer.apply(input) as Tensor).dataSync();
    expect(output.shape).toEqual([2, 3, 2, filters]);
    expect(layer.computeOutputShape([null, 5, 4, channels])).toEqual([null, 3, 2, filters]);
    for (const [i, value] of found.entries()) expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 5);
  });
});

describe('first weights', () => {
  test('are the same for the same seed, others for another, and of the variance they should have', () => {
    const weights = (seed: number): Float32Array[] => {
      const model = buildArchitecture(tf, namedArchitectures['resnet-8'], cifar, 10);
      seedWeights(tf, model, seed, 'he');
      return model.getWeights().map((weight) => weight.dataSync() as Float32Array);
    };
    const [one, again, other] = [weights(1), weights(1), weights(2)];
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
    // The 3 x 3 x 64 x 64 kernel: 36,864 draws of N(0, 2 / 576); the sample variance is within 4 % but for 1 in 10^7 seeds.
    const kernel = one.find(({ length }) => length === 36_864);
    const variance = (kernel ?? new Float32Array()).reduce((sum, value) => sum + value * value, 0) / 36_864;
    expect(variance / (2 / 576)).toBeGreaterThan(0.96);
    expect(variance / (2 / 576)).toBeLessThan(1.04);
  });

  test("PyTorch's are within 1 / sqrt(fan-in), biases too", () => {
    const model = buildArchitecture(tf, { name: 'wideresnet', depth: 10, width: 1, dropout: 0 }, cifar, 10);
    seedWeights(tf, model, 1, 'pytorch');
    const largest = model.trainableWeights.slice(0, 2).map((weight) => Math.max(...weight.read().abs().dataSync()));
    for (const value of largest) {
      expect(value).toBeLessThanOrEqual(1 / Math.sqrt(27));
      expect(value).toBeGreaterThan(0.5 / Math.sqrt(27));
    }
  });
});
