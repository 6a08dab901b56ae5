import type { BackendName } from '../../protocol/experiment';

export interface BackendFacts {
  readonly name: BackendName;
  /** What computes, in a few words. */
  readonly summary: string;
  /** Computes on a GPU: one compute process then, not one a core. */
  readonly isGpu: boolean;
  /** In the package already: nothing to install, and nothing to try beforehand. */
  readonly ships: boolean;
}

/** Every backend, in the order in which `auto` prefers them. */
export const backendCatalogue: readonly BackendFacts[] = [
  { name: 'tfjs-node-gpu', summary: 'TensorFlow on an NVIDIA GPU (CUDA)', isGpu: true, ships: false },
  { name: 'tfjs-node', summary: 'TensorFlow on the processor', isGpu: false, ships: false },
  { name: 'webgpu', summary: 'WebGPU, on any GPU', isGpu: true, ships: false },
  { name: 'wasm', summary: 'WebAssembly, ships with the extension', isGpu: false, ships: true },
];

export function backendFacts(name: BackendName): BackendFacts {
  const facts = backendCatalogue.find((backend) => backend.name === name);
  if (facts === undefined) throw new Error(`no backend ${name}`);
  return facts;
}

export function installCommand(name: BackendName): string {
  return `lp-robustness backends install ${name}`;
}
