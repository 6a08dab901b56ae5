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
  serverNotStarted: defineError<{ reason: string }>(
    'LPR-602',
    ({ reason }) => `The Lp Robustness server did not start: ${reason}.`,
    () => 'Open the log to see what happened, and restart the server; if it fails again, reload the window.',
  ),
  serverEnded: defineError(
    'LPR-603',
    () => 'The Lp Robustness server ended while it was working.',
    () => 'Start the same work again: an evaluation goes on where it stopped. The log says what happened.',
  ),
  untrustedWorkspace: defineError(
    'LPR-604',
    () => 'This workspace is in Restricted Mode, so no model or image of it is opened.',
    () => 'Trust the workspace, if you trust who made it, and start again.',
  ),
  invalidMessage: defineError<{ method: string; reason: string }>(
    'LPR-605',
    ({ method, reason }) => `The message ${method} was not understood: ${reason}.`,
    () => 'Reload the window, so that all parts of Lp Robustness have the same version.',
  ),
  reportUnreadable: defineError<{ file: string; reason: string }>(
    'LPR-606',
    ({ file, reason }) => `The report ${file} could not be read: ${reason}.`,
    () => 'Run the evaluation again: finished parts of it are kept.',
  ),
  noReports: defineError(
    'LPR-607',
    () => 'There is no finished evaluation in this workspace.',
    () => 'Run "Evaluate Lp robustness" first.',
  ),
  serverFailed: defineError<{ how: string }>(
    'LPR-620',
    ({ how }) => `The Lp Robustness server ended again and again, at last with ${how}, and is not started any more.`,
    () => 'Open the log to see what happened, and restart the server.',
  ),
  serverGarbage: defineError<{ garbage: string }>(
    'LPR-621',
    ({ garbage }) => `The Lp Robustness server sent ${garbage}.`,
    () => 'It is ended and started again; if that goes on, reload the window and report it with the log.',
  ),
  fileNotWritten: defineError<{ file: string; reason: string }>(
    'LPR-615',
    ({ file, reason }) => `${file} could not be written: ${reason}.`,
    () => 'Choose another folder, or make room on the disk, and export again.',
  ),
  noSuchRun: defineError<{ run: string }>(
    'LPR-616',
    ({ run }) => `There is no finished run at ${run}.`,
    () => 'Name the folder of a run or its report.json, such as .lp-robustness/runs/NAME; evaluate first where there is none.',
  ),
  commandLine: defineError<{ reason: string }>(
    'LPR-610',
    ({ reason }) => `The command line was not understood: ${reason}.`,
    () => 'Add --help to see what the command takes.',
  ),
};
