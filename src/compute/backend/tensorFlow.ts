import type * as converter from '@tensorflow/tfjs-converter';
import type * as core from '@tensorflow/tfjs-core';
import type * as layers from '@tensorflow/tfjs-layers';

/**
 * TensorFlow.js as the chosen backend brings it. Take it from `openBackend` and hand it on, never import it: a second
 * tfjs-core in one process has its own engine and knows neither the tensors nor the kernels of the first.
 */
export type TensorFlow = typeof core & typeof layers & typeof converter;
