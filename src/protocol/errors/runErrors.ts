import { defineError } from './lprError';

/** LPR-5xx: runs on disk. */
export const runErrors = {
  diskFull: defineError<{ folder: string }>(
    'LPR-501',
    ({ folder }) => `There is no space left to write in ${folder}.`,
    () => 'Free some space and start the same again: it goes on where it stopped.',
  ),
  unwritable: defineError<{ path: string; reason: string }>(
    'LPR-502',
    ({ path, reason }) => `${path} could not be written: ${reason}.`,
    () => 'Check that the folder exists and that you may write to it, or choose another one with --out.',
  ),
  inUse: defineError<{ folder: string; who: string; pid: number; host: string }>(
    'LPR-503',
    ({ folder, who, pid, host }) => `The run in ${folder} is being written by ${who} (process ${pid} on ${host}).`,
    () => 'Follow it, or wait until it has ended. If that machine no longer runs it, delete the file named lock in the run folder.',
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
  notAWorkspaceRun: defineError<{ folder: string }>(
    'LPR-510',
    ({ folder }) => `${folder} is not a run below .lp-robustness/runs of a workspace.`,
    () => 'Choose a run in the Runs view; refresh the view where the run is gone.',
  ),
  followedEnded: defineError<{ folder: string; how: string }>(
    'LPR-511',
    ({ folder, how }) => `The run in ${folder} ended before it had finished: ${how}.`,
    () => 'Resume it from the side panel, or start the same evaluation again: it goes on where it stopped.',
  ),
  backgroundNotStarted: defineError<{ folder: string; reason: string }>(
    'LPR-512',
    ({ folder, reason }) => `The run in ${folder} could not go on in the background: ${reason}.`,
    () => 'Start the same evaluation again: it goes on where it stopped.',
  ),
  nothingToContinue: defineError(
    'LPR-513',
    () => 'No evaluation of this window is going on that could continue in the background.',
    () => 'Start an evaluation first; one that goes on in the background already needs nothing.',
  ),
  outcomesUnreadable: defineError<{ file: string; reason: string }>(
    'LPR-530',
    ({ file, reason }) => `The outcomes ${file} could not be read: ${reason}.`,
    () => 'Only the figures of report.json can be shown. Evaluate again with --fresh to have the others, too.',
  ),
  changedSince: defineError<{ what: string; path: string }>(
    'LPR-531',
    ({ what, path }) => `The ${what} is not what the run was made with: ${path} has another content now.`,
    () => 'Put back what was evaluated, or evaluate again.',
  ),
  otherSampler: defineError<{ version: string }>(
    'LPR-532',
    ({ version }) => `The corruptions of this run were drawn by version ${version} of the sampler, which this Lp Robustness does not have.`,
    () => 'Evaluate again to see corrupted images.',
  ),
  datasetGone: defineError<{ name: string }>(
    'LPR-533',
    ({ name }) => `The dataset ${name}, which the run was made with, is no longer in the cache.`,
    ({ name }) => `Fetch it again: lp-robustness datasets fetch ${name}.`,
  ),
  notFinished: defineError<{ folder: string }>(
    'LPR-540',
    ({ folder }) => `${folder} holds no finished run.`,
    () => 'Choose the folder of a run below .lp-robustness/runs, or let its evaluation end first.',
  ),
  otherData: defineError<{ folder: string; first: string }>(
    'LPR-541',
    ({ folder, first }) => `The runs in ${first} and ${folder} are about different images.`,
    () => 'Compare runs on the same split of the same data: models are compared image by image.',
  ),
  noSharedImages: defineError<{ count: number }>(
    'LPR-542',
    ({ count }) => `There is no image that all ${count} runs evaluated.`,
    () => 'Evaluate with the same seed: a smaller limit is then the beginning of a larger one.',
  ),
  cannotGoOn: defineError<{ reason: string }>(
    'LPR-514',
    ({ reason }) => `The run cannot go on: ${reason}`,
    () => 'Use "Run again" instead: it asks the same question in a run of its own, with the model and data as they are now.',
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
