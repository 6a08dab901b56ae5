import type { RunResult } from '../../protocol/run';
import type { Judgement } from '../../protocol/threshold';
import { evaluationJob, type EvaluationJobOptions } from '../evaluationJob';
import type { Check } from './checkFile';
import { judge } from './judge';
import { requireCells } from './thresholdCell';

export interface CheckResult extends RunResult {
  /** In the order of the thresholds. */
  readonly judgements: readonly Judgement[];
}

/**
 * Evaluates an experiment and judges its thresholds. The run is the one that the experiment has without thresholds: a
 * finished one is judged anew without computing anything.
 * @throws LPR-111 before anything is computed, where the suite lacks a cell that is asked for, and as `evaluationJob`
 */
export async function checkJob({ file, experiment, thresholds }: Check, options: Omit<EvaluationJobOptions, 'onSuite'>): Promise<CheckResult> {
  const result = await evaluationJob(experiment, { ...options, onSuite: (suite) => requireCells(thresholds, suite, file) });
  return { ...result, judgements: judge(result.report, thresholds) };
}
