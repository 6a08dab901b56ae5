// What the wasm backend is made of; bundled by itself, so that a process with another backend never loads it.
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';

export { setWasmPaths, version_wasm } from '@tensorflow/tfjs-backend-wasm';
export * from '@tensorflow/tfjs-converter';
export * from '@tensorflow/tfjs-core';
export * from '@tensorflow/tfjs-layers';
