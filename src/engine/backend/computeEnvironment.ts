import os from 'node:os';
import type { BackendName } from '../../protocol/experiment';

/**
 * What to add to the environment of a compute process before it starts: the arithmetic libraries read it when they are
 * loaded. One thread each, since there is one process a core; a GPU's memory is taken as it is needed; and nothing but
 * errors is logged.
 */
export function computeEnvironment(name: BackendName): Readonly<Record<string, string>> {
  const quiet = { TF_CPP_MIN_LOG_LEVEL: '2' };
  const oneThread = { OMP_NUM_THREADS: '1', TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1' };
  switch (name) {
    case 'tfjs-node-gpu':
      return { ...quiet, TF_FORCE_GPU_ALLOW_GROWTH: 'true' };
    case 'tfjs-node':
      // A CUDA build would otherwise take every GPU it finds. oneDNN's kernels are TensorFlow's own choice only on processors
      // with AVX-512: with AVX2 alone they train 1.4 to 1.8 times as fast, and so rounding is the same on both.
      return { ...quiet, ...oneThread, CUDA_VISIBLE_DEVICES: '-1', TF_ENABLE_ONEDNN_OPTS: '1' };
    case 'webgpu':
    case 'wasm':
      return oneThread;
  }
}

/** The same for a process that trains. @param threads of its arithmetic; all cores, where it trains alone */
export function trainingEnvironment(name: BackendName, threads = os.availableParallelism()): Readonly<Record<string, string>> {
  if (name !== 'tfjs-node') return computeEnvironment(name);
  return { ...computeEnvironment(name), OMP_NUM_THREADS: String(threads), TF_NUM_INTRAOP_THREADS: String(threads) };
}
