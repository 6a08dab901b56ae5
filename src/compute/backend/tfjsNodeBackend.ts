import { createRequire } from 'node:module';
import path from 'node:path';
import type { BackendDescription } from '../../protocol/computeMessages';
import { backendErrors } from '../../protocol/errors';
import type { OpenBackend } from './openBackend';
import { supplyRemovedNodeFunctions } from './removedNodeFunctions';
import type { TensorFlow } from './tensorFlow';

/** What tfjs-node adds to TensorFlow.js, as far as it is used here. */
interface TfjsNode extends TensorFlow {
  readonly version: Readonly<Record<string, string>>;
}

interface NodeKernelBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: { readonly TF_Version: string };
}

/**
 * Opens tfjs-node from the folder it was installed in. `tfjs-node-gpu` is either the same package on a CUDA build of
 * libtensorflow or the older package of that name; either way it must have found a device.
 */
export async function openTfjsNode(name: 'tfjs-node' | 'tfjs-node-gpu', folder: string): Promise<OpenBackend> {
  supplyRemovedNodeFunctions();
  const require = createRequire(path.join(folder, 'package.json'));
  const tf = require(packageIn(require, name)) as TfjsNode;
  await tf.ready();
  const { isUsingGpuDevice, binding } = tf.backend() as unknown as NodeKernelBackend;
  if (name === 'tfjs-node-gpu' && !isUsingGpuDevice) throw backendErrors.noDevice({ backend: name });
  const description: BackendDescription = {
    name,
    device: name === 'tfjs-node-gpu' ? 'GPU, CUDA' : cpuDevice(),
    isGpu: name === 'tfjs-node-gpu',
    versions: { tfjs: tf.version_core, 'tfjs-node': tf.version['tfjs-node'] ?? 'unknown', libtensorflow: binding.TF_Version },
  };
  return { tf, description };
}

function packageIn(require: NodeJS.Require, name: 'tfjs-node' | 'tfjs-node-gpu'): string {
  if (name === 'tfjs-node-gpu') {
    try {
      require.resolve('@tensorflow/tfjs-node-gpu/package.json');
      return '@tensorflow/tfjs-node-gpu';
    } catch {
      // Installed by this project: tfjs-node on a CUDA build.
    }
  }
  return '@tensorflow/tfjs-node';
}

function cpuDevice(): string {
  const threads = process.env['TF_NUM_INTRAOP_THREADS'];
  if (threads === undefined) return 'CPU';
  return threads === '1' ? 'CPU, 1 thread' : `CPU, ${threads} threads`;
}
