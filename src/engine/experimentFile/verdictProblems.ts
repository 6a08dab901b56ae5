import type { FinishedRun } from '../run/finishedRuns';
import type { DataChange, ModelChange } from '../../protocol/serverMessages';
import type { Judgement } from '../../protocol/threshold';
import { judge } from '../check/judge';
import { judgementText } from '../check/judgementText';
import type { ExperimentText, TextRange } from './experimentText';
import type { Problem, Severity } from './problem';
import { writtenThresholds } from './thresholdProblems';

/** The last run of an experiment, and what has changed since. */
export interface JudgedRun {
  readonly run: Pick<FinishedRun, 'report' | 'finished'>;
  readonly isAsAsked: boolean;
  readonly modelSince: ModelChange;
  readonly dataSince: DataChange;
}

const severities: Readonly<Record<Judgement['verdict'], Severity>> = { held: 'hint', undecided: 'warning', failed: 'error' };

const modelWords: Readonly<Record<ModelChange, readonly string[]>> = { same: [], changed: ['the model has changed since'], gone: ['the model is gone'] };
const dataWords: Readonly<Record<DataChange, readonly string[]>> = {
  same: [],
  changed: ['the data has changed since'],
  gone: ['the data is gone'],
  written: ['the data has been written since'],
};

/** The verdicts on the thresholds from the last run, at the maximum of each; one of a run that is out of date is told as such. */
export function verdictProblems(text: ExperimentText, { run, isAsAsked, modelSince, dataSince }: JudgedRun): Problem[] {
  const thresholds = writtenThresholds(text);
  const judgements = judge(run.report, thresholds.map(({ threshold }) => threshold));
  const changes = [...modelWords[modelSince], ...dataWords[dataSince], ...(isAsAsked ? [] : ['the experiment asks for something else now'])];
  const day = run.finished.slice(0, 10);
  const source = changes.length === 0 ? `(Run of ${day}.)` : `(Out of date, ${changes.join(' and ')}: run of ${day}.)`;
  return judgements.flatMap((judgement, at): Problem[] => {
    const written = thresholds[at];
    // That the suite has no such cell is a problem of its own.
    if (written === undefined || (judgement.n === 0 && judgement.measured.value === null)) return [];
    const severity = severities[judgement.verdict];
    return [
      {
        code: judgement.verdict,
        severity: changes.length > 0 && severity !== 'hint' ? 'information' : severity,
        message: `${judgementText(judgement)} ${source}`,
        fixes: [],
        ...maximumRange(text, written.index),
      },
    ];
  });
}

/** The entry that says the maximum, with its key. */
function maximumRange(text: ExperimentText, index: number): TextRange {
  for (const key of ['maximumError', 'maximum']) {
    const node = text.node(['thresholds', index, key])?.parent;
    if (node !== undefined) return { offset: node.offset, length: node.length };
  }
  return text.range(['thresholds', index]);
}
