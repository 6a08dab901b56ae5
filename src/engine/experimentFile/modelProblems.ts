import type { JSONPath } from 'jsonc-parser';
import { modelErrors } from '../../protocol/errors';
import { datasets } from '../dataset/catalogue';
import type { ExperimentFacts, Finding, ModelFacts } from './experimentFacts';
import type { ExperimentText } from './experimentText';
import { nearestNames } from './nearestName';
import { problemOf, type Fix, type Problem } from './problem';

/**
 * A model that is not there or is none, and class names that its data do not have.
 * @param only The split that is read, where the file has no word on it.
 */
export function modelProblems(text: ExperimentText, facts: ExperimentFacts, only?: 'train'): Problem[] {
  const { model } = facts;
  if (model === undefined) return [];
  return 'error' in model ? unusableModel(text, ['model'], model) : [...classCountProblem(text, facts), ...classNameProblems(text, facts, only)];
}

/** A model that is not there or is none. @param at Where it is named: by its path, or with one. */
export function unusableModel(text: ExperimentText, at: JSONPath, model: Finding<ModelFacts>): Problem[] {
  if (!('error' in model)) return [];
  const place = text.node(at)?.type === 'string' ? at : [...at, 'path'];
  const written = text.value(place);
  const missing = model.isMissing && typeof written === 'string' ? { missing: { kind: 'model', name: written } as const } : {};
  return [problemOf(model.error, text.range(place), missing)];
}

function classCountProblem(text: ExperimentText, { model }: ExperimentFacts): Problem[] {
  const names = text.entries(['model', 'classNames']);
  const classes = model !== undefined && 'value' in model ? model.value.classCount : undefined;
  if (names.length < 2 || classes === undefined || names.length === classes) return [];
  return [problemOf(modelErrors.classNamesDisagree({ names: names.length, classes }), text.range(['model', 'classNames']))];
}

/** Class names that none of the data's classes has: one that stands alone is likely mistyped. */
function classNameProblems(text: ExperimentText, facts: ExperimentFacts, only: 'train' | undefined): Problem[] {
  const known = classNamesOfData(text, facts, only);
  const names = text.entries(['model', 'classNames']);
  if (known === undefined || names.length === 0) return [];
  const classes = new Set(known.map(comparable));
  const written = new Set(names.map(({ value }) => comparable(String(value))));
  const isByName = facts.data !== undefined && 'value' in facts.data && facts.data.value.classesByName;
  const strangers = names.filter(({ type, value }) => type === 'string' && !classes.has(comparable(String(value))));
  // Of data whose classes have numbers, other names than theirs are a translation, not a mistake.
  if (!isByName && strangers.length === names.length) return [];
  const free = known.filter((name) => !written.has(comparable(name)));
  return strangers.map((node): Problem => {
    const name = String(node.value);
    const candidates = [...new Set([...nearestNames(name, free), ...(free.length === 1 ? free : [])])];
    return {
      code: 'LPR-323',
      severity: isByName ? 'error' : 'warning',
      message: `The data have no class ${name}; they have ${listed(known)}. Name the classes as the data do, in the order of the model's outputs.`,
      offset: node.offset,
      length: node.length,
      fixes: candidates.map((candidate): Fix => ({ title: `Change to ${candidate}`, changes: [{ offset: node.offset, length: node.length, text: JSON.stringify(candidate) }], isPreferred: candidates.length === 1 })),
    };
  });
}

/** The classes of the split that the file asks for, where they have names. */
export function classNamesOfData(text: ExperimentText, { data }: ExperimentFacts, only?: 'train'): readonly string[] | undefined {
  if (data === undefined || 'error' in data) return undefined;
  const named = Object.hasOwn(datasets, data.value.source);
  const names = data.value.classNames[only ?? (text.value(['split']) === 'train' ? 'train' : 'test')];
  return names === undefined || (names.length < 2 && !named) ? undefined : names;
}

/** File systems may decompose accents; the names are the same. */
function comparable(name: string): string {
  return name.normalize('NFC');
}

export function listed(names: readonly string[]): string {
  return names.length > 12 ? `${names.slice(0, 12).join(', ')}, ...` : names.join(', ');
}
