import { defineError } from './lprError';

/** LPR-5xx: runs on disk. */
export const runErrors = {
  diskFull: defineError<{ folder: string }>(
    'LPR-501',
    ({ folder }) => `There is no space left to write the run in ${folder}.`,
    () => 'Free some space and start the same evaluation again: it goes on where it stopped.',
  ),
};
