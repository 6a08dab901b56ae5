import path from 'node:path';
import type { Experiment } from '../../protocol/run';
import { askedOf } from '../evaluationChoices';
import type { FinishedRun } from './finishedRuns';
import { isSameAsked } from './runStore';

/** The last finished run of an experiment, and whether the experiment still asks for what that run was asked. */
export interface LastRunOfExperiment {
  readonly run: FinishedRun;
  readonly isAsAsked: boolean;
}

/**
 * The run of an experiment as it asks now; where there is none, the last one of the same model, data and split, of which
 * something else was asked, such as another number of images.
 *
 * @param runs The last finished one first.
 */
export function lastRunOfExperiment(runs: readonly FinishedRun[], experiment: Experiment): LastRunOfExperiment | undefined {
  const wanted = askedOf(experiment);
  const same = runs.find(({ asked }) => isSameAsked(asked, wanted));
  if (same !== undefined) return { run: same, isAsAsked: true };
  const similar = runs.find((run) => isSamePath(run.model, experiment.model.path) && run.data === experiment.data.source && run.asked.split === experiment.split);
  return similar === undefined ? undefined : { run: similar, isAsAsked: false };
}

/** Windows: whatever the letters' case. */
export function isSamePath(one: string, other: string): boolean {
  return path.relative(one, other) === '';
}
