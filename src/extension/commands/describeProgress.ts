import * as vscode from 'vscode';
import type { RunProgress } from '../../protocol/run';
import { timeLeft } from '../timeLeft';

export interface DescribedProgress {
  readonly message: string;
  readonly timeLeft?: string;
  /** Share of the current phase, where it is known. */
  readonly fraction?: number;
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

/** Says in words how far a run is. */
export function describeProgress(progress: RunProgress): DescribedProgress {
  switch (progress.phase) {
    case 'starting':
    case 'finishing':
      return { message: progress.message };
    case 'fetching': {
      const done = megabytes(progress.doneBytes);
      const size = progress.totalBytes === undefined ? done : vscode.l10n.t('{0} of {1}', done, megabytes(progress.totalBytes));
      return { message: `${progress.message} (${size})` };
    }
    case 'evaluating': {
      const fraction = progress.total === 0 ? 0 : Math.min(1, progress.done / progress.total);
      const percent = `${Math.floor(fraction * 100)}\u00a0%`;
      const message = progress.activity === undefined ? percent : `${progress.activity.verb}: ${percent}`;
      return progress.secondsLeft === undefined ? { message, fraction } : { message, fraction, timeLeft: timeLeft(progress.secondsLeft) };
    }
  }
}
