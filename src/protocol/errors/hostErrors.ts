import { defineError } from './lprError';

/** LPR-6xx: the editor and the command line. */
export const hostErrors = {
  unexpected: defineError<{ reason: string }>(
    'LPR-600',
    ({ reason }) => `Something went wrong that should not have: ${reason}.`,
    () => 'Please report it with the log; with --verbose the command line prints where it happened.',
  ),
  cancelled: defineError(
    'LPR-601',
    () => 'The work was cancelled.',
    () => 'Start it again to go on: finished blocks are kept.',
  ),
};
