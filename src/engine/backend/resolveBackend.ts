import type { BackendChoice, BackendDescription } from '../../protocol/computeMessages';
import { backendErrors, LprError, type PlainError } from '../../protocol/errors';
import type { BackendName } from '../../protocol/experiment';
import { backendCatalogue } from './backendCatalogue';
import { hasNvidiaDriver } from './gpuDriver';
import { installedBackend } from './installedBackend';
import type { Probe } from './probeBackend';
import { cachedProbe } from './probeCache';

export interface PassedOver {
  readonly name: BackendName;
  /** Why it is not taken, and what to do about it. */
  readonly problem: PlainError;
}

export interface ResolvedBackend {
  readonly choice: BackendChoice;
  readonly isGpu: boolean;
  /** Absent for wasm, which is not tried beforehand: it ships with the extension. */
  readonly description?: BackendDescription;
  /** The backends that `auto` would have preferred, best first. */
  readonly passedOver: readonly PassedOver[];
}

/** What the choice rests on; tests inject machines that are not there. */
export interface Surroundings {
  readonly installed: (name: BackendName) => BackendChoice | undefined;
  readonly probe: Probe;
  readonly hasNvidiaDriver: () => boolean;
}

export const thisMachine: Surroundings = { installed: installedBackend, probe: cachedProbe(), hasNvidiaDriver };

/**
 * The backend to compute with: the one asked for, or with `auto` the first of the catalogue that works, together with
 * the reason why each better one does not.
 *
 * @throws LPR-4xx where the backend asked for by name is not installed or does not work; LPR-601 when aborted.
 */
export async function resolveBackend(
  wanted: 'auto' | BackendName,
  signal: AbortSignal = new AbortController().signal,
  surroundings: Surroundings = thisMachine,
): Promise<ResolvedBackend> {
  const passedOver: PassedOver[] = [];
  for (const { name, isGpu, ships } of backendCatalogue) {
    if (wanted !== 'auto' && wanted !== name) continue;
    const choice = surroundings.installed(name);
    if (choice === undefined) {
      passedOver.push({ name, problem: notInstalled(name, surroundings).toPlain() });
      continue;
    }
    if (ships) return { choice, isGpu, passedOver };
    const result = await surroundings.probe(choice, signal);
    if (result.works) return { choice, isGpu, description: result.description, passedOver };
    passedOver.push({ name, problem: result.problem });
  }
  const last = passedOver.at(-1);
  throw last === undefined ? backendErrors.notInstalled({ backend: wanted }) : LprError.fromPlain(last.problem);
}

/** Why a backend that is not installed is not: on a machine without its device installing it would be of no use. */
export function notInstalled(name: BackendName, { hasNvidiaDriver }: Pick<Surroundings, 'hasNvidiaDriver'>): LprError {
  if (name === 'tfjs-node-gpu' && !hasNvidiaDriver()) return backendErrors.noDevice({ backend: name });
  return backendErrors.notInstalled({ backend: name });
}
