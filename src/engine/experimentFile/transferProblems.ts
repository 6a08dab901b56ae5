import type { JSONPath } from 'jsonc-parser';
import type { z } from 'zod';
import { LprError, trainingErrors } from '../../protocol/errors';
import { transferFileSchema } from '../../protocol/transfer';
import { withNormsAlone } from '../transfer/transferFile';
import { dataProblems } from './dataProblems';
import type { TransferFacts } from './experimentFacts';
import type { ExperimentText } from './experimentText';
import { unusableModel } from './modelProblems';
import { problemOf, type Problem } from './problem';
import { suiteProblems } from './suiteProblems';
import { graphProblem, scheduleProblems, subjectProblems } from './trainingProblems';

/**
 * What is wrong with a transfer file beyond what a JSON schema can say: names that stand twice, a model or data that are not there, a
 * schedule that cannot be kept, tests without a norm. Pure, as `problemsOf`.
 */
export function transferProblems(text: ExperimentText, facts: TransferFacts): Problem[] {
  if (text.node([])?.type !== 'object') return [];
  const found = [...ruleProblems(text), ...splitsProblems(text, facts), ...trainingPartProblems(text, facts), ...facts.models.flatMap(({ place, found: model }) => unusableModel(text, place, model)), ...testProblems(text, facts)];
  return found.sort((a, b) => a.offset - b.offset);
}

/** The rules of the schema that are about several entries: VS Code, which has its JSON form, knows nothing of them. */
function ruleProblems(text: ExperimentText): Problem[] {
  const { error } = transferFileSchema.safeParse(text.value([]));
  return (error === undefined ? [] : rulesBroken(error.issues)).map(({ path, message }) => ({ code: 'LPR-102', severity: 'error', message, fixes: [], ...text.range(path) }));
}

function rulesBroken(issues: readonly z.core.$ZodIssue[], base: JSONPath = []): { path: JSONPath; message: string }[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path.filter((step) => typeof step !== 'symbol')];
    if (issue.code === 'invalid_union') return issue.errors.flatMap((branch) => rulesBroken(branch, path));
    return issue.code === 'custom' ? [{ path, message: issue.message }] : [];
  });
}

/** Models are trained on the training images and tested on the test images. */
function splitsProblems(text: ExperimentText, { data }: TransferFacts): Problem[] {
  const facts = data === undefined ? {} : { data };
  const training = isAnyTrained(text) ? dataProblems(text, facts, 'train') : [];
  return training.length > 0 ? training : dataProblems(text, facts);
}

/** How the models are trained, where any is. */
function trainingPartProblems(text: ExperimentText, { models }: TransferFacts): Problem[] {
  const at: JSONPath = ['training'];
  if (text.node(at)?.type !== 'object' || !isAnyTrained(text)) return [];
  const own = models.find(({ place }) => place[0] === 'training')?.found;
  return [...subjectProblems(text, at), ...graphProblem(text, own, at), ...scheduleProblems(text, at)];
}

function testProblems(text: ExperimentText, { suite }: TransferFacts): Problem[] {
  if (suite === undefined) return [];
  const at: JSONPath = ['tests', 'suite'];
  const problems = suiteProblems(text, { suite }, at);
  if (problems.length > 0 || 'error' in suite) return problems;
  const named = text.value(at);
  try {
    withNormsAlone(suite.value.definition ?? (typeof named === 'string' ? named : 'paper'));
    return [];
  } catch (error) {
    if (error instanceof LprError && error.code === trainingErrors.noNormsToTest.code) return [problemOf(error, text.range(at))];
    throw error;
  }
}

/** Whether any strategy has no model yet. */
function isAnyTrained(text: ExperimentText): boolean {
  return text.entries(['strategies']).some((node, at) => node.type === 'object' && text.node(['strategies', at, 'model']) === undefined);
}
