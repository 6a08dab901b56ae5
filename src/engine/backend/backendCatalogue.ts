import type { BackendName } from '../../protocol/experiment';

export interface BackendFacts {
  readonly name: BackendName;
  /** What computes, in a few words. */
  readonly summary: string;
  /** Computes on a GPU: one compute process then, not one a core. */
  readonly isGpu: boolean;
  /** Absent for what ships in the package. */
  readonly install?: {
    /** About what is fetched, in bytes. */
    readonly fetched: number;
    /** What must be free before: the result, and what is needed only meanwhile. */
    readonly needed: number;
  };
}

const megabyte = 1e6;

/** Every backend, in the order in which `auto` prefers them. */
export const backendCatalogue: readonly BackendFacts[] = [
  {
    name: 'tfjs-node-gpu',
    summary: 'TensorFlow on an NVIDIA GPU (CUDA)',
    isGpu: true,
    install: { fetched: 3600 * megabyte, needed: 12_000 * megabyte },
  },
  {
    name: 'tfjs-node',
    summary: 'TensorFlow on the processor',
    isGpu: false,
    install: { fetched: 320 * megabyte, needed: 1600 * megabyte },
  },
  {
    name: 'webgpu',
    summary: 'WebGPU, on any GPU',
    isGpu: true,
    install: { fetched: 180 * megabyte, needed: 700 * megabyte },
  },
  { name: 'wasm', summary: 'WebAssembly, ships with the extension', isGpu: false },
];

export function backendFacts(name: BackendName): BackendFacts {
  const facts = backendCatalogue.find((backend) => backend.name === name);
  if (facts === undefined) throw new Error(`no backend ${name}`);
  return facts;
}

export function installCommand(name: BackendName): string {
  return `lp-robustness backends install ${name}`;
}
