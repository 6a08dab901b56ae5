import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { BackendChoice } from '../../protocol/computeMessages';
import type { BackendName } from '../../protocol/experiment';
import { cacheFolder } from '../cacheFolder';

/** Written last into an installed backend's folder: without it the folder does not count. */
const stampSchema = z.object({
  backend: z.string(),
  /** Told apart installation from installation: a new one is probed anew. */
  id: z.string(),
  installed: z.string(),
  way: z.string(),
  versions: z.record(z.string(), z.string()),
});
export type BackendStamp = z.infer<typeof stampSchema>;

export const stampFile = 'installed.json';

/** Where backends are installed, one folder each, and the folders of installations under way. */
export function backendsFolder(): string {
  return path.join(cacheFolder(), 'backends');
}

export function backendFolder(name: BackendName): string {
  return path.join(backendsFolder(), name);
}

/** The stamp of an installation, undefined where the folder holds none. */
export function readStamp(folder: string): BackendStamp | undefined {
  try {
    return stampSchema.parse(JSON.parse(readFileSync(path.join(folder, stampFile), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Names a folder that holds `node_modules/@tensorflow/tfjs-node-gpu`, for people who installed that package themselves. */
const ownGpuPackage = 'LP_ROBUSTNESS_TFJS_NODE_GPU';

/**
 * What to hand to a compute process for this backend, or undefined where it is not installed. Whether it works is
 * another question: see `probeBackend`.
 */
export function installedBackend(name: BackendName): BackendChoice | undefined {
  if (name === 'wasm') return { name };
  const folder = backendFolder(name);
  if (readStamp(folder) !== undefined) return { name, folder };
  const own = name === 'tfjs-node-gpu' ? process.env[ownGpuPackage] : undefined;
  if (own !== undefined && existsSync(path.join(own, 'node_modules', '@tensorflow', 'tfjs-node-gpu', 'package.json'))) {
    return { name, folder: path.resolve(own) };
  }
  return undefined;
}
