import type { GraphModel } from '@tensorflow/tfjs-converter';
import type { TensorFlow } from '../../../src/compute/backend/tensorFlow';
import { seeded } from './seededTensor';

type Attributes = Readonly<Record<string, unknown>>;

const float = { type: 'DT_FLOAT' };
const text = (value: string): string => Buffer.from(value).toString('base64');
const integers = (...values: number[]): unknown => ({ list: { i: values.map(String) } });
const shapeOf = (sizes: readonly number[]): unknown => ({ dim: sizes.map((size) => ({ size: String(size) })) });
const convolution: Attributes = { T: float, padding: { s: text('SAME') }, data_format: { s: text('NHWC') }, dilations: integers(1, 1, 1, 1) };

const weights: Readonly<Record<string, readonly number[]>> = {
  filter: [3, 3, 3, 6],
  bias: [6],
  depthwiseFilter: [3, 3, 6, 1],
  scale: [6],
  offset: [6],
  mean: [6],
  variance: [6],
  kernel: [24, 4],
};

/** A graph of the nodes that TensorFlow's converter writes for a small classifier; 8 x 8 x 3 to 4 classes. */
export async function smallGraphModel(tf: TensorFlow): Promise<GraphModel> {
  const node = (name: string, op: string, input: readonly string[], attr: Attributes): object => ({ name, op, input, attr });
  const constants = Object.entries(weights).map(([name, shape]) =>
    node(name, 'Const', [], { dtype: float, value: { tensor: { dtype: 'DT_FLOAT', tensorShape: shapeOf(shape) } } }),
  );
  const graph = [
    node('image', 'Placeholder', [], { dtype: float, shape: { shape: shapeOf([-1, 8, 8, 3]) } }),
    ...constants,
    node('shape', 'Const', [], { dtype: { type: 'DT_INT32' }, value: { tensor: { dtype: 'DT_INT32', tensorShape: shapeOf([2]) } } }),
    node('convolved', '_FusedConv2D', ['image', 'filter', 'bias'], {
      ...convolution,
      strides: integers(1, 2, 2, 1),
      fused_ops: { list: { s: [text('BiasAdd'), text('Relu')] } },
      num_args: { i: '1' },
      epsilon: { f: 0 },
    }),
    node('deep', 'DepthwiseConv2dNative', ['convolved', 'depthwiseFilter'], { ...convolution, strides: integers(1, 1, 1, 1) }),
    node('normalised', 'FusedBatchNormV3', ['deep', 'scale', 'offset', 'mean', 'variance'], {
      ...{ T: float, U: float, epsilon: { f: 0.001 }, data_format: { s: text('NHWC') }, is_training: { b: false } },
    }),
    node('activated', 'Relu6', ['normalised'], { T: float }),
    node('pooled', 'MaxPool', ['activated'], { ...convolution, ksize: integers(1, 2, 2, 1), strides: integers(1, 2, 2, 1) }),
    node('flat', 'Reshape', ['pooled', 'shape'], { T: float, Tshape: { type: 'DT_INT32' } }),
    node('logits', 'MatMul', ['flat', 'kernel'], { T: float, transpose_a: { b: false }, transpose_b: { b: false } }),
    node('probabilities', 'Softmax', ['logits'], { T: float }),
  ];
  const values = Object.entries(weights).map(([name, shape], index) => {
    const length = shape.reduce((product, size) => product * size, 1);
    return name === 'variance' ? seeded(length, 200 + index, 0.5, 1.5) : seeded(length, 200 + index);
  });
  const flatShape = new Int32Array([-1, 24]);
  const data = Buffer.concat([...values, flatShape].map(({ buffer }) => Buffer.from(buffer)));
  return tf.loadGraphModel(
    tf.io.fromMemory({
      format: 'graph-model',
      modelTopology: { node: graph, library: {}, versions: { producer: 808 } },
      weightSpecs: [...Object.entries(weights).map(([name, shape]) => ({ name, shape: [...shape], dtype: 'float32' as const })), { name: 'shape', shape: [2], dtype: 'int32' as const }],
      weightData: data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength),
    }),
  );
}
