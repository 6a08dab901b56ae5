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
};
