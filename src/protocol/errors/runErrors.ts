import { defineError } from './lprError';

/** LPR-5xx: runs on disk. */
export const runErrors = {
  diskFull: defineError<{ folder: string }>(
    'LPR-501',
    ({ folder }) => `There is no space left to write the run in ${folder}.`,
    () => 'Free some space and start the same evaluation again: it goes on where it stopped.',
  ),
  unwritable: defineError<{ path: string; reason: string }>(
    'LPR-502',
    ({ path, reason }) => `${path} could not be written: ${reason}.`,
    () => 'Check that the folder exists and that you may write to it, or choose another one with --out.',
  ),
  inUse: defineError<{ folder: string; pid: number; host: string }>(
    'LPR-503',
    ({ folder, pid, host }) => `The run in ${folder} is being written by process ${pid} on ${host}.`,
    () => 'Wait until it has ended. If that machine no longer runs it, delete the file named lock in the run folder.',
  ),
  otherQuestion: defineError<{ folder: string; differences: string }>(
    'LPR-504',
    ({ folder, differences }) => `${folder} holds the run of another question; what differs: ${differences}.`,
    () => 'Choose another folder with --out, or ask for what that run was started with.',
  ),
  notARun: defineError<{ folder: string; entry: string }>(
    'LPR-505',
    ({ folder, entry }) => `${folder} is not a run folder and not empty: it holds ${entry}.`,
    () => 'Choose a folder that is empty or does not exist yet.',
  ),
  manifestUnreadable: defineError<{ file: string; reason: string }>(
    'LPR-506',
    ({ file, reason }) => `The run's manifest ${file} cannot be used: ${reason}.`,
    () => 'Move the run folder away and start the evaluation again, or choose another folder with --out.',
  ),
  journalOfOtherRun: defineError<{ file: string }>(
    'LPR-507',
    ({ file }) => `The journal ${file} does not belong to the manifest beside it.`,
    () => 'Move the run folder away and start the evaluation again, or choose another folder with --out.',
  ),
  backendGone: defineError<{ folder: string; backend: string; reason: string }>(
    'LPR-508',
    ({ folder, backend, reason }) => `The run in ${folder} was started with the backend ${backend}, which does not work now: ${reason}`,
    ({ backend }) => `Install ${backend} again, or start a new run with --fresh or another --out: a run never changes its backend.`,
  ),
  changedUnderway: defineError<{ what: string }>(
    'LPR-509',
    ({ what }) => `The ${what} changed while the evaluation was running.`,
    () => 'Start the evaluation again when the files no longer change.',
  ),
  outputTooLarge: defineError<{ file: string; megabytes: number }>(
    'LPR-520',
    ({ file, megabytes }) => `There is not enough space for ${file}, which takes ${megabytes} MB.`,
    () => 'Free some space, write to another disk with --out, or ask for less with --count.',
  ),
  outputNotEmpty: defineError<{ folder: string; entry: string }>(
    'LPR-521',
    ({ folder, entry }) => `The folder ${folder} is not empty: it holds ${entry}.`,
    () => 'Choose a folder that is empty or does not exist yet with --out.',
  ),
};
