import { hostErrors, LprError } from '../protocol/errors';

/** Exit codes of the command line; docs describe them. */
export const exitCodes = { done: 0, notHeld: 1, couldNotRun: 2, cancelled: 130 } as const;

/**
 * Tells a person on stderr what happened and what to do about it, and returns the exit code. The stack is printed
 * only where it was asked for.
 */
export function reportFailure(error: unknown, verbose: boolean): number {
  const coded = error instanceof LprError ? error : hostErrors.unexpected({ reason: error instanceof Error ? error.message : String(error) }, error);
  process.stderr.write(`${coded.code}: ${coded.happened}\n${coded.action}\n`);
  if (verbose) {
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) process.stderr.write(`${cause.stack ?? cause.message}\n`);
  }
  return coded.code === hostErrors.cancelled.code ? exitCodes.cancelled : exitCodes.couldNotRun;
}
