import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { backendErrors } from '../../protocol/errors';
import type { OpenBackend } from './openBackend';
import type { TensorFlow } from './tensorFlow';

/** Names under which drivers offer a processor as if it were a GPU: slower than wasm, so never worth taking. */
const softwareAdapters = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|\bwarp\b/i;

/** Set by tests only: lets a software adapter stand in for a GPU. */
const allowSoftware = 'LP_ROBUSTNESS_ALLOW_SOFTWARE_WEBGPU';

interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  readonly isFallbackAdapter?: boolean;
}

/** Of the WebGPU interface only what is asked here. */
interface Gpu {
  requestAdapter(options?: { powerPreference: 'high-performance' }): Promise<{ readonly info: AdapterInfo } | null>;
}

interface DawnPackage {
  create(options: readonly string[]): Gpu;
  readonly globals: Readonly<Record<string, unknown>>;
}

/** Opens tfjs-backend-webgpu on Dawn for Node, from the folder both were installed in. Refuses software adapters. */
export async function openWebgpu(folder: string): Promise<OpenBackend> {
  const require = createRequire(path.join(folder, 'package.json'));
  const dawn = (await import(pathToFileURL(require.resolve('webgpu')).href)) as DawnPackage;
  const gpu = dawn.create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw backendErrors.noDevice({ backend: 'webgpu' });
  const device = adapter.info.description || adapter.info.device || adapter.info.vendor;
  if (isSoftware(adapter.info) && process.env[allowSoftware] !== '1') {
    throw backendErrors.softwareAdapter({ backend: 'webgpu', device });
  }

  // The backend looks for the browser's globals when it is loaded, not when it is started.
  Object.assign(globalThis, dawn.globals);
  const browserNavigator = (globalThis as { navigator?: object }).navigator ?? {};
  Object.defineProperty(browserNavigator, 'gpu', { value: gpu, configurable: true });
  Object.defineProperty(globalThis, 'navigator', { value: browserNavigator, configurable: true, writable: true });
  const tf = require('@tensorflow/tfjs') as TensorFlow;
  const webgpu = require('@tensorflow/tfjs-backend-webgpu') as { version_webgpu?: string };
  if (!(await tf.setBackend('webgpu'))) {
    throw backendErrors.doesNotWork({ backend: 'webgpu', reason: `TensorFlow.js could not start on ${device}` });
  }
  await tf.ready();
  const dawnVersion = (require('webgpu/package.json') as { version: string }).version;
  return {
    tf,
    description: {
      name: 'webgpu',
      device: `GPU, ${device}`,
      isGpu: true,
      versions: { tfjs: tf.version_core, webgpu: webgpu.version_webgpu ?? tf.version_core, dawn: dawnVersion },
    },
  };
}

/** Whether an adapter computes on the processor. */
export function isSoftware(info: AdapterInfo): boolean {
  const names = [info.vendor, info.architecture, info.device, info.description].join(' ');
  return info.isFallbackAdapter === true || softwareAdapters.test(names);
}
