import { modify, type FormattingOptions, type JSONPath } from 'jsonc-parser';
import { experimentErrors } from '../../protocol/errors';
import { thresholdSchema, type CellThreshold, type Threshold } from '../../protocol/threshold';
import type { Suite } from '../../protocol/suite';
import { thresholdName } from '../check/judgementText';
import { cellOf, missingCell } from '../check/thresholdCell';
import type { ExperimentFacts } from './experimentFacts';
import { rangeOf, type ExperimentText, type TextRange } from './experimentText';
import { problemOf, type Fix, type Problem, type TextChange } from './problem';
import { epsilonProblem } from './suiteProblems';
import { suiteWithCell } from './suiteWithCell';

/** A threshold as it stands in the file; one of a wrong form, which its schema tells, is left out. */
export interface WrittenThreshold extends TextRange {
  readonly index: number;
  readonly threshold: Threshold;
}

export function writtenThresholds(text: ExperimentText): WrittenThreshold[] {
  return text.entries(['thresholds']).flatMap((node, index) => {
    const threshold = thresholdSchema.safeParse(text.value(['thresholds', index])).data;
    return threshold === undefined ? [] : [{ index, threshold, ...rangeOf(node) }];
  });
}

/** Thresholds about a cell or a figure that the suite does not have, and those that stand twice. */
export function thresholdProblems(text: ExperimentText, facts: ExperimentFacts): Problem[] {
  const thresholds = writtenThresholds(text);
  const suite = facts.suite !== undefined && 'value' in facts.suite ? facts.suite.value.resolved : undefined;
  const seen = new Map<string, WrittenThreshold>();
  return thresholds.flatMap((written): Problem[] => {
    const name = thresholdName(written.threshold);
    const first = seen.get(name);
    if (first === undefined) seen.set(name, written);
    return [
      ...(first === undefined ? [] : [twice(text, name, written, first)]),
      ...(suite === undefined ? [] : unjudgeable(text, written, suite, facts)),
    ];
  });
}

function twice(text: ExperimentText, name: string, { index, offset, length }: WrittenThreshold, first: WrittenThreshold): Problem {
  const line = text.text.slice(0, first.offset).split(/\r\n|\r|\n/).length;
  return problemOf(experimentErrors.thresholdTwice({ name, line }), { offset, length }, { severity: 'warning', fixes: [removeThreshold(text, index)] });
}

function unjudgeable(text: ExperimentText, written: WrittenThreshold, suite: Suite, facts: ExperimentFacts): Problem[] {
  const { threshold, index } = written;
  switch (threshold.figure) {
    case 'cell':
      return cellOf(threshold, suite.cells) === undefined ? noSuchCell(text, written, threshold, suite, facts) : [];
    case 'mceLp':
    case 'ice': {
      const isIce = threshold.figure === 'ice';
      if (suite.cells.some((cell) => (isIce ? cell.imperceptible : cell.inMeanCorruptionError))) return [];
      const error = experimentErrors.figureUndefined({ figure: isIce ? 'iCE' : 'mCE_Lp', suite: suite.name, lacks: isIce ? 'imperceptible corruptions' : 'curves' });
      return [problemOf(error, text.range(['thresholds', index]), { severity: 'warning', fixes: [removeThreshold(text, index)] })];
    }
    case 'clean':
    case 'calibration':
      return [];
  }
}

function noSuchCell(text: ExperimentText, { index }: WrittenThreshold, threshold: CellThreshold, suite: Suite, facts: ExperimentFacts): Problem[] {
  const { cell, has, nearest } = missingCell(threshold, suite);
  const place = ['thresholds', index, 'epsilon'];
  const node = text.node(place);
  if (node === undefined) return [];
  const tooLarge = epsilonProblem(threshold.norm, node, facts);
  const isNormMissing = nearest.length === 0;
  const range = text.range(isNormMissing ? ['thresholds', index, 'norm'] : place);
  const error = experimentErrors.noSuchCell({ file: 'This threshold', where: `thresholds[${index}]`, cell, suite: suite.name, has });
  const message = `${cell} is not in the suite ${suite.name} for the images of this model: it has ${has}. Name one of those, or add the cell to the suite; thresholds judge the suite and never add to it.`;
  const byDistance = [...nearest].sort((a, b) => Math.abs(a - threshold.epsilon) - Math.abs(b - threshold.epsilon)).slice(0, 2);
  const fixes: Fix[] = [
    ...byDistance.map((epsilon, at) => ({ title: `Judge epsilon ${epsilon} instead`, changes: [{ ...range, text: String(epsilon) }], isPreferred: at === 0 })),
    ...(tooLarge.length === 0 ? addCell(text, threshold, suite, facts) : []),
    removeThreshold(text, index),
  ];
  return [{ ...problemOf(error, range, { fixes }), message }, ...tooLarge];
}

/** Writes the suite with the cell that is asked for; a suite in a file of its own is left alone. */
function addCell(text: ExperimentText, threshold: CellThreshold, suite: Suite, facts: ExperimentFacts): Fix[] {
  if (facts.suite === undefined || 'error' in facts.suite || facts.suite.value.file !== undefined) return [];
  const { definition } = facts.suite.value;
  const title = definition === undefined ? `Write the suite ${suite.name} out and add this cell` : 'Add this cell to the suite';
  return [{ title, changes: changesOf(text, ['suite'], suiteWithCell(definition ?? suite, threshold)) }];
}

export function removeThreshold(text: ExperimentText, index: number): Fix {
  return { title: 'Remove the threshold', changes: changesOf(text, ['thresholds', index], undefined) };
}

function changesOf(text: ExperimentText, path: JSONPath, value: unknown): TextChange[] {
  return modify(text.text, path, value, { formattingOptions: indentationOf(text.text) }).map(({ offset, length, content }) => ({ offset, length, text: content }));
}

/** As the file is indented already. */
function indentationOf(text: string): FormattingOptions {
  const [, indent = '  '] = /\n([ \t]+)\S/.exec(text) ?? [];
  return { insertSpaces: !indent.startsWith('\t'), tabSize: indent.startsWith('\t') ? 4 : indent.length, eol: text.includes('\r\n') ? '\r\n' : '\n' };
}
