import type * as wasmPackage from '@tensorflow/tfjs-backend-wasm';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { backendErrors } from '../../protocol/errors';
import type { OpenBackend } from './openBackend';
import type { TensorFlow } from './tensorFlow';

type WasmTensorFlow = TensorFlow & Pick<typeof wasmPackage, 'setWasmPaths' | 'version_wasm'>;

/**
 * Opens the WebAssembly backend, which ships with the extension: `backends/wasm.js` beside the compute program, the
 * .wasm files beside that. In a checkout that was not built the packages themselves are taken.
 */
export async function openWasm(): Promise<OpenBackend> {
  const { tf, folder } = loadRuntime();
  const listeners = processListeners();
  tf.setWasmPaths(`${folder}${path.sep}`);
  if (!(await tf.setBackend('wasm'))) throw backendErrors.doesNotWork({ backend: 'wasm', reason: 'WebAssembly could not be started' });
  removeAddedListeners(listeners);
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return {
    tf,
    description: {
      name: 'wasm',
      device: simd ? 'CPU, WebAssembly with SIMD, 1 thread' : 'CPU, WebAssembly without SIMD, 1 thread',
      isGpu: false,
      versions: { tfjs: tf.version_core, wasm: tf.version_wasm },
    },
  };
}

function loadRuntime(): { tf: WasmTensorFlow; folder: string } {
  const require = createRequire(__filename);
  const bundle = path.join(__dirname, 'backends', 'wasm.js');
  if (existsSync(bundle)) return { tf: require(bundle) as WasmTensorFlow, folder: path.dirname(bundle) };
  try {
    const folder = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm'));
    const tf = require('@tensorflow/tfjs') as TensorFlow;
    const wasm = require('@tensorflow/tfjs-backend-wasm') as typeof wasmPackage;
    return { tf: { ...tf, setWasmPaths: wasm.setWasmPaths, version_wasm: wasm.version_wasm }, folder };
  } catch (error) {
    throw backendErrors.partsMissing({ backend: 'wasm', folder: path.dirname(bundle) }, error);
  }
}

const crashEvents = ['uncaughtException', 'unhandledRejection'] as const;

/** Emscripten's start-up code installs crash handlers for the whole process; how this process ends is not its business. */
function processListeners(): ReadonlyMap<string, readonly unknown[]> {
  return new Map(crashEvents.map((event) => [event, process.listeners(event as 'uncaughtException')]));
}

function removeAddedListeners(before: ReadonlyMap<string, readonly unknown[]>): void {
  for (const event of crashEvents) {
    for (const listener of process.listeners(event as 'uncaughtException')) {
      if (before.get(event)?.includes(listener) === false) process.removeListener(event, listener);
    }
  }
}
