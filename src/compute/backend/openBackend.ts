import type { BackendChoice, BackendDescription } from '../../protocol/computeMessages';
import { backendErrors, LprError } from '../../protocol/errors';
import { selfCheck } from './selfCheck';
import type { TensorFlow } from './tensorFlow';
import { openTfjsNode } from './tfjsNodeBackend';
import { openWasm } from './wasmBackend';
import { openWebgpu } from './webgpuBackend';

export interface OpenBackend {
  readonly tf: TensorFlow;
  readonly description: BackendDescription;
}

/**
 * Loads the chosen backend into this process and checks that it computes. Once a process: a second backend would bring
 * a second tfjs-core. What computes is held to the threads that the parent set in the environment.
 *
 * @throws LPR-4xx where the backend is not installed, finds no device, cannot be loaded or computes wrongly.
 */
export async function openBackend(choice: BackendChoice): Promise<OpenBackend> {
  try {
    const opened = await load(choice);
    await selfCheck(choice.name, opened.tf);
    return opened;
  } catch (error) {
    if (error instanceof LprError) throw error;
    throw backendErrors.doesNotWork({ backend: choice.name, reason: firstLine(error) }, error);
  }
}

function load({ name, folder }: BackendChoice): Promise<OpenBackend> {
  if (name === 'wasm') return openWasm();
  if (folder === undefined) throw backendErrors.notInstalled({ backend: name });
  switch (name) {
    case 'tfjs-node':
    case 'tfjs-node-gpu':
      return openTfjsNode(name, folder);
    case 'webgpu':
      return openWebgpu(folder);
  }
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n')[0] ?? '').replace(/\.$/, '');
}
