import { defineError } from './lprError';

const diagnose = 'Run `lp-robustness doctor` to see which backends work here and what to do about the others.';

/** LPR-4xx: backends (40x loading, 41x installing) and compute processes (43x). */
export const backendErrors = {
  notInstalled: defineError<{ backend: string }>(
    'LPR-401',
    ({ backend }) => `The backend ${backend} is not installed.`,
    ({ backend }) => `Install it with \`lp-robustness backends install ${backend}\`, or choose another backend.`,
  ),
  doesNotWork: defineError<{ backend: string; reason: string }>(
    'LPR-402',
    ({ backend, reason }) => `The backend ${backend} could not be started: ${reason}.`,
    () => diagnose,
  ),
  noDevice: defineError<{ backend: string }>(
    'LPR-403',
    ({ backend }) => `The backend ${backend} found no GPU that it can use.`,
    () => 'Check the GPU and its driver, or choose another backend; on a machine without a GPU nothing is wrong.',
  ),
  softwareAdapter: defineError<{ backend: string; device: string }>(
    'LPR-404',
    ({ backend, device }) => `The backend ${backend} found no GPU but only ${device}, which computes on the processor.`,
    () => 'Choose another backend, which uses the processor better, or check the driver of the GPU.',
  ),
  wrongResult: defineError<{ backend: string; expected: number; found: number }>(
    'LPR-405',
    ({ backend, expected, found }) => `The backend ${backend} computes wrongly: a check gave ${found} instead of ${expected}.`,
    () => 'Choose another backend, and update the driver of the GPU or install the backend anew.',
  ),
  partsMissing: defineError<{ backend: string; folder: string }>(
    'LPR-406',
    ({ backend, folder }) => `The files of the backend ${backend} are missing in ${folder}.`,
    () => 'Install the extension anew; in a checkout run `npm run build`.',
  ),
  crashed: defineError<{ backend: string; reason: string }>(
    'LPR-407',
    ({ backend, reason }) => `The process that tried the backend ${backend} ended: ${reason}.`,
    ({ backend }) => `Install it anew with \`lp-robustness backends install ${backend}\`, or choose another backend.`,
  ),
  shipsWithExtension: defineError<{ backend: string }>(
    'LPR-410',
    ({ backend }) => `The backend ${backend} ships with the extension: there is nothing to install or remove.`,
    () => 'Use it as it is.',
  ),
  noInstallWay: defineError<{ backend: string; platform: string; reason: string }>(
    'LPR-411',
    ({ backend, platform, reason }) => `The backend ${backend} could not be installed on ${platform}: ${reason}.`,
    () => 'See to what is named there and install it again, or use the backend wasm, which needs nothing. Nothing half-installed is left.',
  ),
  npmMissing: defineError(
    'LPR-412',
    () => 'The program npm, with which backends are fetched, was not found.',
    () => 'Install Node.js 20 or later, which brings npm, and see that npm is on the PATH of a new terminal or of VS Code.',
  ),
  notEnoughSpace: defineError<{ folder: string; needed: string; free: string }>(
    'LPR-413',
    ({ folder, needed, free }) => `Installing needs ${needed} in ${folder}, and ${free} are free.`,
    () => 'Free some space, or name a cache folder on another disk in the environment variable LP_ROBUSTNESS_CACHE.',
  ),
  toolFailed: defineError<{ tool: string; task: string; reason: string }>(
    'LPR-414',
    ({ tool, task, reason }) => `${tool} failed to ${task}: ${reason}.`,
    ({ tool }) => `Check the network and the settings of ${tool} (registry, proxy), and install again. Nothing half-installed is left.`,
  ),
  installUnderWay: defineError<{ backend: string }>(
    'LPR-415',
    ({ backend }) => `Another process is installing or removing the backend ${backend} at the moment.`,
    () => 'Wait until it has ended.',
  ),
  archiveUnusable: defineError<{ file: string; reason: string }>(
    'LPR-416',
    ({ file, reason }) => `The archive ${file} cannot be used: ${reason}.`,
    () => 'Install again, so that it is fetched anew. Nothing half-installed is left.',
  ),
  installedButBroken: defineError<{ backend: string; reason: string }>(
    'LPR-417',
    ({ backend, reason }) => `The backend ${backend} was fetched, but does not work here, and was removed again: ${reason}`,
    () => 'Use another backend; `lp-robustness doctor` shows which ones work.',
  ),
  folderUnusable: defineError<{ folder: string; reason: string }>(
    'LPR-418',
    ({ folder, reason }) => `The backend folder ${folder} could not be changed: ${reason}.`,
    () => 'End the programs that use the backend (evaluations, VS Code windows), check that you may write there, and try again.',
  ),
};
