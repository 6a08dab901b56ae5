import { openBackendRequest, type BackendChoice, type BackendDescription } from '../../protocol/computeMessages';
import { backendErrors, hostErrors, LprError, type PlainError } from '../../protocol/errors';
import { ComputeProcess, ComputeProcessEnded } from '../pool/computeProcess';
import { computeEnvironment } from './computeEnvironment';
import { computeProgram } from './computeProgram';

/** Whether a backend works here, found out by trying. */
export type ProbeResult =
  | { readonly works: true; readonly description: BackendDescription }
  | { readonly works: false; readonly problem: PlainError };

export type Probe = (choice: BackendChoice, signal: AbortSignal) => Promise<ProbeResult>;

/** A process that loads 800 MB of libtensorflow from a cold disk is silent for long; one silent for longer hangs. */
const patience = 180_000;

/**
 * Loads the backend in a compute process of its own, which checks a computation with a known result, and ends that
 * process. A crash of native code there is a result like any other: it takes nothing down with it.
 *
 * @throws LPR-601 when aborted.
 */
export async function probeBackend(
  choice: BackendChoice,
  signal: AbortSignal,
  script = computeProgram(),
  environment = computeEnvironment(choice.name),
): Promise<ProbeResult> {
  const child = new ComputeProcess({ script, environment, patience });
  // Native code that is being loaded hears no cancellation.
  const stop = (): void => void child.end();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const description = await child.request(openBackendRequest, choice, signal);
    return { works: true, description };
  } catch (error) {
    if (signal.aborted) throw hostErrors.cancelled({}, error);
    return { works: false, problem: problemOf(choice, error).toPlain() };
  } finally {
    signal.removeEventListener('abort', stop);
    await child.end();
  }
}

function problemOf({ name }: BackendChoice, error: unknown): LprError {
  if (error instanceof LprError) return error;
  if (error instanceof ComputeProcessEnded) return backendErrors.crashed({ backend: name, reason: error.reason }, error);
  return backendErrors.doesNotWork({ backend: name, reason: error instanceof Error ? error.message : String(error) }, error);
}
