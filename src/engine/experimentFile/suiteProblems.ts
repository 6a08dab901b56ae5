import type { JSONPath, Node } from 'jsonc-parser';
import { experimentErrors } from '../../protocol/errors';
import { normSchema, type Norm } from '../../protocol/norm';
import type { SuiteFile } from '../../protocol/suite';
import { isSuiteName, suiteNames } from '../../robustness/suite/suite';
import { suiteProblem } from '../../robustness/suite/suiteProblem';
import { normText } from '../../protocol/reportText/figureText';
import { largestDistance, largestEpsilon, samplersMaximum, elementsOf } from './epsilonRange';
import type { ExperimentFacts } from './experimentFacts';
import { rangeOf, type ExperimentText, type TextRange } from './experimentText';
import { nearestNames } from './nearestName';
import { problemOf, type Fix, type Problem } from './problem';

/** A suite that is not there or is empty, and epsilons that no image of the model's size can be corrupted by. @param at Where the suite stands. */
export function suiteProblems(text: ExperimentText, facts: ExperimentFacts, at: JSONPath = ['suite']): Problem[] {
  const { suite } = facts;
  if (suite === undefined) return [];
  const range = text.range(at);
  if ('error' in suite) {
    const names = suiteNames.map(({ name }) => name);
    const fixes = nearestNames(String(text.value(at)), names).map((name): Fix => ({ title: `Change to ${name}`, changes: [{ ...range, text: JSON.stringify(name) }] }));
    return [problemOf(suite.error, range, { fixes })];
  }
  if (suite.value.file !== undefined) return suite.value.definition === undefined ? [] : suiteFileProblem(range, suite.value.definition);
  if (suite.value.definition === undefined) return [];
  const { curves, imperceptible, name } = suite.value.definition;
  if (curves.length === 0 && imperceptible.length === 0) return [emptySuite(text, at, name)];
  return strengthNodes(text, at).flatMap(({ norm, node }) => epsilonProblem(norm, node, facts));
}

/** What is wrong within a suite file is told at its name: the mistake stands in another text. */
function suiteFileProblem(range: TextRange, definition: SuiteFile): Problem[] {
  const problem = suiteProblem(definition);
  if (problem === undefined) return [];
  switch (problem.kind) {
    case 'empty':
      return [problemOf(experimentErrors.emptySuite({ name: definition.name }), range)];
    case 'norm':
      return [problemOf(experimentErrors.normOutOfRange({ norm: String(problem.norm) }), range)];
    case 'epsilon':
      return [problemOf(experimentErrors.epsilonOutOfRange({ ...problem, norm: String(problem.norm) }), range)];
  }
}

function emptySuite(text: ExperimentText, at: JSONPath, name: string): Problem {
  const whole = text.range(at);
  const fixes = isSuiteName(name) ? [{ title: `Use the suite ${name}`, changes: [{ ...whole, text: JSON.stringify(name) }], isPreferred: true }] : [{ title: 'Use the suite paper', changes: [{ ...whole, text: '"paper"' }] }];
  return problemOf(experimentErrors.emptySuite({ name }), text.node([...at, 'curves']) === undefined ? whole : text.range([...at, 'curves']), { fixes });
}

/** An epsilon that the samplers refuse, or that is past the largest distance of two images. */
export function epsilonProblem(norm: Norm, node: Node, { shape }: ExperimentFacts): Problem[] {
  const epsilon: unknown = node.value;
  if (typeof epsilon !== 'number' || !(epsilon > 0)) return [];
  const range = rangeOf(node);
  const setTo = (value: number | undefined): Fix[] => (value === undefined ? [] : [{ title: `Change to ${value}, the largest`, changes: [{ ...range, text: String(value) }], isPreferred: true }]);
  const maximum = samplersMaximum(norm);
  const dimensions = shape === undefined ? undefined : elementsOf(shape);
  const largest = dimensions === undefined ? undefined : largestEpsilon(norm, dimensions);
  if (epsilon > maximum) return [problemOf(experimentErrors.epsilonOutOfRange({ norm: String(norm), epsilon, maximum }), range, { fixes: setTo(largest ?? (norm === 0 ? 1 : undefined)) })];
  const distance = dimensions === undefined ? undefined : largestDistance(norm, dimensions);
  if (shape === undefined || distance === undefined || largest === undefined || epsilon <= distance) return [];
  const size = `${shape.height} x ${shape.width} x ${shape.channels}`;
  return [problemOf(experimentErrors.epsilonPastImages({ norm: normText(norm), epsilon, largest, size }), range, { severity: 'warning', fixes: setTo(largest) })];
}

/** Each epsilon that a suite within the experiment file has, with its norm. */
function strengthNodes(text: ExperimentText, at: JSONPath): { norm: Norm; node: Node }[] {
  const found: { norm: Norm; node: Node }[] = [];
  text.entries([...at, 'curves']).forEach((_, index) => {
    const norm = normSchema.safeParse(text.value([...at, 'curves', index, 'norm'])).data;
    if (norm !== undefined) for (const node of text.entries([...at, 'curves', index, 'epsilons'])) found.push({ norm, node });
  });
  text.entries([...at, 'imperceptible']).forEach((_, index) => {
    const norm = normSchema.safeParse(text.value([...at, 'imperceptible', index, 'norm'])).data;
    const node = text.node([...at, 'imperceptible', index, 'epsilon']);
    if (norm !== undefined && node !== undefined) found.push({ norm, node });
  });
  return found;
}
