import { datasetNameSchema } from '../../protocol/experiment';
import { dataErrors, experimentErrors } from '../../protocol/errors';
import type { DataFacts, ExperimentFacts } from './experimentFacts';
import type { ExperimentText } from './experimentText';
import { nearestNames } from './nearestName';
import { problemOf, type Fix, type Problem } from './problem';

/**
 * Data that are not there, or that the model cannot take: another size, another number of classes.
 * @param only The split that is read, where the file has no word on it.
 */
export function dataProblems(text: ExperimentText, facts: ExperimentFacts, only?: 'train'): Problem[] {
  const { data } = facts;
  if (data === undefined) return [];
  const place = text.node(['data'])?.type === 'string' ? ['data'] : ['data', 'source'];
  const range = text.range(place);
  if ('error' in data) {
    const written = String(text.value(place));
    const fixes = nearestNames(written, datasetNameSchema.options).map((name): Fix => ({ title: `Change to ${name}`, changes: [{ ...range, text: JSON.stringify(name) }] }));
    return [problemOf(data.error, range, { fixes, ...(data.isMissing ? { missing: { kind: 'data', name: written } } : {}) })];
  }
  const split = only ?? (text.value(['split']) === 'train' ? 'train' : 'test');
  return [...splitProblem(text, data.value, split), ...sizeProblem(text, facts, data.value), ...classCountProblem(text, facts, data.value, split), ...limitProblem(text, data.value, split)];
}

function splitProblem(text: ExperimentText, data: DataFacts, split: 'train' | 'test'): Problem[] {
  const splits = Object.keys(data.classNames);
  if (!data.classesByName || splits.length === 0 || data.classNames[split] !== undefined) return [];
  const found = splits.join(', ');
  const place = text.node(['split']) === undefined ? ['data'] : ['split'];
  return [problemOf(dataErrors.splitMissing({ folder: data.source, split, found }), text.range(place))];
}

function sizeProblem(text: ExperimentText, { shape }: ExperimentFacts, data: DataFacts): Problem[] {
  const given = data.shape;
  if (given === undefined || shape === undefined) return [];
  const range = text.range(['data']);
  const resize: Fix = { title: "Resize the images to the model's input", changes: [{ ...range, text: `{ "source": ${JSON.stringify(data.source)}, "resize": true }` }] };
  if ((given.height !== shape.height || given.width !== shape.width) && !data.resize) {
    const error = dataErrors.imageSize({ file: `An image of ${data.source}`, height: given.height, width: given.width, expectedHeight: shape.height, expectedWidth: shape.width });
    return [problemOf(error, range, { fixes: [resize] })];
  }
  // Grey images serve a colour model by repeating their channel; colour becomes grey only when resizing is asked for.
  if (given.channels <= shape.channels || data.resize) return [];
  return [problemOf(dataErrors.imageChannels({ file: `An image of ${data.source}`, channels: given.channels, expected: shape.channels }), range, { fixes: [resize] })];
}

function classCountProblem(text: ExperimentText, { model }: ExperimentFacts, data: DataFacts, split: 'train' | 'test'): Problem[] {
  const names = data.classNames[split];
  if (model === undefined || 'error' in model || names === undefined) return [];
  const { classCount, description } = model.value;
  if (classCount === undefined || classCount === names.length) return [];
  const list = (all: readonly string[]): string => (all.length > 12 ? `${all.slice(0, 12).join(', ')}, ...` : all.join(', '));
  const modelNames = description.classNames === undefined ? 'its description names none' : list(description.classNames);
  return [problemOf(dataErrors.classCount({ path: data.source, dataClasses: names.length, dataNames: list(names), modelClasses: classCount, modelNames }), text.range(['data']))];
}

function limitProblem(text: ExperimentText, { counts }: DataFacts, split: 'train' | 'test'): Problem[] {
  const limit = text.value(['limit']);
  const count = counts?.[split];
  if (count === undefined || typeof limit !== 'number' || limit <= count) return [];
  const range = text.range(['limit']);
  const fix: Fix = { title: `Change to ${count}`, changes: [{ ...range, text: String(count) }], isPreferred: true };
  return [problemOf(experimentErrors.limitPastSplit({ limit, count, split }), range, { severity: 'information', fixes: [fix] })];
}
