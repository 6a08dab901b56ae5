import { getLocation, type JSONPath } from 'jsonc-parser';
import { datasetNameSchema } from '../../protocol/experiment';
import { normSchema } from '../../protocol/norm';
import { suiteNames } from '../../robustness/suite/suite';
import { datasets } from '../dataset/catalogue';
import { lawText } from '../../protocol/reportText/figureText';
import type { ExperimentFacts } from './experimentFacts';
import type { ExperimentText, TextRange } from './experimentText';
import { classNamesOfData } from './modelProblems';

/** Paths below the experiment file's folder or the workspace, written as the file would have them. */
export interface WorkspaceNames {
  readonly models: readonly string[];
  readonly data: readonly string[];
}

/** A value that may stand at a place: replaces `range` by `text`, which is JSON. */
export interface Completion {
  readonly kind: 'file' | 'folder' | 'dataset' | 'suite' | 'class' | 'value';
  readonly label: string;
  readonly detail?: string;
  readonly text: string;
  readonly range: TextRange;
}

/** What may be written at a place beyond what the schema lists: models and data of the workspace, suites, strategies, class names, epsilons of the suite. */
export function completionsAt(text: ExperimentText, offset: number, facts: ExperimentFacts, names: () => Promise<WorkspaceNames>): Promise<Completion[]> {
  const { path, isAtPropertyKey, previousNode } = getLocation(text.text, offset);
  if (isAtPropertyKey) return Promise.resolve([]);
  const isInside = previousNode !== undefined && offset > previousNode.offset && offset <= previousNode.offset + previousNode.length;
  const range = isInside ? { offset: previousNode.offset, length: previousNode.length } : { offset, length: 0 };
  return valuesAt(path, text, facts, names).then((values) => values.map((value) => ({ ...value, range })));
}

type Value = Omit<Completion, 'range'>;

async function valuesAt(path: JSONPath, text: ExperimentText, facts: ExperimentFacts, names: () => Promise<WorkspaceNames>): Promise<Value[]> {
  const quoted = (kind: Completion['kind'], label: string, detail?: string): Value => ({ kind, label, text: JSON.stringify(label), ...(detail === undefined ? {} : { detail }) });
  switch (path.map((step) => (typeof step === 'number' ? '*' : step)).join('/')) {
    case 'model':
    case 'model/path':
    case 'training/model':
    case 'training/model/path':
    case 'strategies/*/model':
    case 'strategies/*/model/path':
      return (await names()).models.map((name) => quoted('file', name));
    case 'data':
    case 'data/source':
      return [...datasetNameSchema.options.map((name) => quoted('dataset', name, datasets[name].description)), ...(await names()).data.map((name) => quoted('folder', name))];
    case 'suite':
    case 'tests/suite':
      return suiteNames.map(({ name, description }) => quoted('suite', name, description));
    case 'standard':
      return text.entries(['strategies']).flatMap((_, at) => strategyName(text, at)).map((name) => quoted('value', name));
    case 'model/classNames/*': {
      const written = new Set(text.entries(['model', 'classNames']).map(({ value }) => String(value)));
      return (classNamesOfData(text, facts) ?? []).filter((name) => !written.has(name)).map((name) => quoted('class', name));
    }
    case 'thresholds/*/epsilon':
      return epsilonValues(path, text, facts);
    default:
      return [];
  }
}

function strategyName(text: ExperimentText, at: number): string[] {
  const name = text.value(['strategies', at, 'name']);
  return typeof name === 'string' ? [name] : [];
}

/** The epsilons that the suite has under the threshold's norm. */
function epsilonValues(path: JSONPath, text: ExperimentText, { suite }: ExperimentFacts): Value[] {
  const cells = suite !== undefined && 'value' in suite ? (suite.value.resolved?.cells ?? []) : [];
  const norm = normSchema.safeParse(text.value([...path.slice(0, -1), 'norm'])).data;
  return cells
    .filter((cell) => norm === undefined || cell.norm === norm)
    .map((cell) => ({ kind: 'value', label: String(cell.epsilon), text: String(cell.epsilon), detail: lawText(cell) }));
}
