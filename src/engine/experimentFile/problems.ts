import type { ExperimentFacts } from './experimentFacts';
import type { ExperimentText } from './experimentText';
import { dataProblems } from './dataProblems';
import { modelProblems } from './modelProblems';
import type { Problem } from './problem';
import { suiteProblems } from './suiteProblems';
import { thresholdProblems } from './thresholdProblems';

/**
 * What is wrong with an experiment file beyond its schema, whose own errors VS Code shows. Pure: the same text and facts
 * give the same problems, in the order in which they stand.
 */
export function problemsOf(text: ExperimentText, facts: ExperimentFacts): Problem[] {
  const found = [...modelProblems(text, facts), ...dataProblems(text, facts), ...suiteProblems(text, facts), ...thresholdProblems(text, facts)];
  return found.sort((a, b) => a.offset - b.offset);
}
