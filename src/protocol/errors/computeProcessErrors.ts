import { defineError } from './lprError';

/** LPR-45x: compute processes that fail. */
export const computeProcessErrors = {
  processNotStarted: defineError<{ reason: string }>(
    'LPR-450',
    ({ reason }) => `A compute process could not be started: ${reason}.`,
    () => 'Run the doctor (lp-robustness doctor) to see whether the backend works, and try another with --backend.',
  ),
  processEnded: defineError<{ attempts: number; work: string; reason: string }>(
    'LPR-451',
    ({ attempts, work, reason }) => `The compute process ended ${attempts} times while it was at ${work}: ${reason}.`,
    () => 'Start the same evaluation again: it goes on where it stopped. If it happens again, try another --backend.',
  ),
  processOutOfMemory: defineError<{ attempts: number; work: string; reason: string }>(
    'LPR-452',
    ({ attempts, work, reason }) => `The compute process seems to have run out of memory ${attempts} times at ${work}: ${reason}.`,
    () => 'Close other programs or use fewer --workers, and start the same evaluation again: it goes on where it stopped.',
  ),
  processHung: defineError<{ attempts: number; work: string; seconds: number }>(
    'LPR-453',
    ({ attempts, work, seconds }) => `The compute process stopped answering for ${seconds} s, ${attempts} times, at ${work}.`,
    () => 'Start the same evaluation again: it goes on where it stopped. If it happens again, try another --backend.',
  ),
};
