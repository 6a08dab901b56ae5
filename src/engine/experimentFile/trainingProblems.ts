import type { JSONPath } from 'jsonc-parser';
import { trainingErrors } from '../../protocol/errors';
import { learningRateSchema, recipeShape } from '../../protocol/training';
import { scheduleFault } from '../training/scheduleFault';
import { dataProblems } from './dataProblems';
import type { ExperimentFacts } from './experimentFacts';
import type { ExperimentText } from './experimentText';
import { modelProblems } from './modelProblems';
import { problemOf, type Fix, type Problem } from './problem';

/** What is wrong with a training file beyond its schema: a model or data that are not there or do not fit, a schedule that cannot be kept. Pure, as `problemsOf`. */
export function trainingProblems(text: ExperimentText, facts: ExperimentFacts): Problem[] {
  if (text.node([])?.type !== 'object') return [];
  const found = [...subjectProblems(text), ...modelProblems(text, facts, 'train'), ...dataProblems(text, facts, 'train'), ...graphProblem(text, facts.model), ...scheduleProblems(text)];
  return found.sort((a, b) => a.offset - b.offset);
}

/** Both an architecture and a model, or neither. @param at Of what says how to train. */
export function subjectProblems(text: ExperimentText, at: JSONPath = []): Problem[] {
  const [architecture, model] = [text.node([...at, 'architecture']), text.node([...at, 'model'])];
  if (architecture !== undefined && model !== undefined) return [problemOf(trainingErrors.noModel({ given: 'both' }), text.range([...at, 'architecture']))];
  if (architecture !== undefined || model !== undefined) return [];
  return [problemOf(trainingErrors.noModel({ given: 'neither' }), text.range([...at, 'architecture']))];
}

/** A graph model's weights are constants. */
export function graphProblem(text: ExperimentText, model: ExperimentFacts['model'], at: JSONPath = []): Problem[] {
  if (model === undefined || 'error' in model || model.value.format !== 'graph-model') return [];
  return [problemOf(trainingErrors.notTrainable({ reason: 'it is a graph model, whose weights are fixed' }), text.range([...at, 'model']))];
}

/** A schedule that cannot be kept, with the ways out. */
export function scheduleProblems(text: ExperimentText, at: JSONPath = []): Problem[] {
  const epochs = recipeShape.epochs.safeParse(text.value([...at, 'epochs'])).data;
  const written = text.node([...at, 'learningRate']);
  const learningRate = (written === undefined ? recipeShape.learningRate : learningRateSchema).safeParse(text.value([...at, 'learningRate'])).data;
  if (epochs === undefined || learningRate === undefined) return [];
  const fault = scheduleFault({ learningRate, epochs });
  if (fault === undefined) return [];
  if (fault.error.code !== trainingErrors.cutCycle.code) return [problemOf(fault.error, text.range([...at, 'learningRate']))];
  const range = text.range([...at, 'epochs']);
  const fixes: Fix[] = fault.epochs.map((number) => ({ title: `Train for ${number} epochs`, changes: [{ ...range, text: String(number) }] }));
  if (written !== undefined) fixes.push({ title: 'Allow the cycle to be cut off', changes: [{ offset: written.offset + 1, length: 0, text: ' "cutCycle": true,' }] });
  return [problemOf(fault.error, range, { fixes })];
}
