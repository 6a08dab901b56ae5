import type { JSONPath } from 'jsonc-parser';
import path from 'node:path';
import type { ImageShape } from '../../protocol/computeMessages';
import { dataErrors, experimentErrors, LprError } from '../../protocol/errors';
import { evaluationDataSchema, datasetNameSchema, modelReferenceSchema, type ModelDescription } from '../../protocol/experiment';
import { suiteFileSchema, type Suite, type SuiteFile } from '../../protocol/suite';
import { isSuiteName, suiteFor, suiteNames } from '../../robustness/suite/suite';
import { suiteProblem } from '../../robustness/suite/suiteProblem';
import { datasets } from '../dataset/catalogue';
import { readChecked } from '../experiment/checkedJson';
import { readDataHead } from './dataHead';
import type { ExperimentText } from './experimentText';
import { FileMemory } from './fileMemory';
import { imageShapeOf, readModelHead } from './modelHead';

/** What a value of an experiment file turned out to stand for: `value` where it can be used. */
export type Finding<T> = { readonly error: LprError; readonly isMissing: boolean } | { readonly value: T };

export interface ModelFacts {
  /** Absolute. */
  readonly path: string;
  /** Undefined where the model's files do not tell. */
  readonly shape?: ImageShape;
  readonly classCount?: number;
  /** As the file calls itself: "layers-model", "graph-model". */
  readonly format?: string;
  /** The experiment's own over the sidecar's. */
  readonly description: ModelDescription;
}

export interface DataFacts {
  /** As it was written. */
  readonly source: string;
  readonly resize: boolean;
  readonly shape?: ImageShape;
  /** Undefined where the data do not tell; by split. */
  readonly classNames: Readonly<Partial<Record<'train' | 'test', readonly string[]>>>;
  /** Whether classes are known by the names of folders, so that the model has to use the same names. */
  readonly classesByName: boolean;
  readonly counts?: { readonly train: number; readonly test: number };
}

export interface SuiteFacts {
  /** As it is written, where it is no built-in one. */
  readonly definition?: SuiteFile;
  /** The path of a suite file, where it is in one. */
  readonly file?: string;
  /** Undefined where it is a built-in one and the image shape is not known. */
  readonly resolved?: Suite;
}

/** What the parts of an experiment file stand for. A part that is missing or of a wrong form, which its schema tells, is undefined. */
export interface ExperimentFacts {
  readonly model?: Finding<ModelFacts>;
  readonly data?: Finding<DataFacts>;
  readonly suite?: Finding<SuiteFacts>;
  /** Of the images as the model takes them. */
  readonly shape?: ImageShape;
}

/** What the parts of a transfer file stand for, likewise. */
export interface TransferFacts extends Pick<ExperimentFacts, 'data' | 'suite'> {
  /** The user's own model that is trained, and those that exist, by their places in the file. */
  readonly models: readonly { readonly place: JSONPath; readonly found: Finding<ModelFacts> }[];
}

/** Looks up what experiment files name, and remembers it while the files stay as they are. */
export class FactFinder {
  readonly #models = new FileMemory(readModelHead);
  readonly #data = new FileMemory(readDataHead);
  readonly #suites = new FileMemory<Finding<SuiteFile>>((file) => readSuite(file));

  /** @param folder That relative paths start at. */
  async find(text: ExperimentText, folder: string): Promise<ExperimentFacts> {
    const [model, data] = await Promise.all([this.#model(text, folder), this.#dataset(text, folder)]);
    const shape = model !== undefined && 'value' in model ? model.value.shape : undefined;
    const suite = await this.#suite(text, folder, shape);
    return {
      ...(model === undefined ? {} : { model }),
      ...(data === undefined ? {} : { data }),
      ...(suite === undefined ? {} : { suite }),
      ...(shape === undefined ? {} : { shape }),
    };
  }

  /** The same for a transfer file. */
  async findTransfer(text: ExperimentText, folder: string): Promise<TransferFacts> {
    const places: JSONPath[] = [['training', 'model'], ...text.entries(['strategies']).map((_, at) => ['strategies', at, 'model'])];
    const [data, suite, ...models] = await Promise.all([
      this.#dataset(text, folder),
      this.#suite(text, folder, undefined, ['tests', 'suite']),
      ...places.map(async (place) => ({ place, found: await this.#model(text, folder, place) })),
    ]);
    return {
      ...(data === undefined ? {} : { data }),
      ...(suite === undefined ? {} : { suite }),
      models: models.flatMap(({ place, found }) => (found === undefined ? [] : [{ place, found }])),
    };
  }

  async #model(text: ExperimentText, folder: string, place: JSONPath = ['model']): Promise<Finding<ModelFacts> | undefined> {
    const reference = modelReferenceSchema.safeParse(text.value(place)).data;
    if (reference === undefined) return undefined;
    const { path: written, ...own } = typeof reference === 'string' ? { path: reference } : reference;
    const absolute = path.resolve(folder, written);
    const head = await this.#models.get(absolute);
    if (head.kind === 'unusable') return head;
    const preprocessing = { ...head.description.preprocessing, ...own.preprocessing };
    const description: ModelDescription = { ...head.description, ...own, ...(Object.keys(preprocessing).length === 0 ? {} : { preprocessing }) };
    const shape = head.sizes === undefined ? undefined : imageShapeOf(head.sizes, description);
    const { classCount, format } = head;
    return { value: { path: absolute, description, ...(format === undefined ? {} : { format }), ...(shape === undefined ? {} : { shape }), ...(classCount === undefined ? {} : { classCount }) } };
  }

  async #dataset(text: ExperimentText, folder: string): Promise<Finding<DataFacts> | undefined> {
    const reference = evaluationDataSchema.safeParse(text.value(['data'])).data;
    if (reference === undefined) return undefined;
    const { source, resize = false } = typeof reference === 'string' ? { source: reference } : reference;
    const named = datasetNameSchema.safeParse(source);
    if (named.success) {
      const { image, classNames, counts } = datasets[named.data];
      return { value: { source, resize, shape: image, classNames: { test: classNames, train: classNames }, classesByName: false, counts } };
    }
    const head = await this.#data.get(path.resolve(folder, source));
    if (head.kind === 'packed') return { value: { source, resize, classNames: {}, classesByName: false } };
    if (head.kind === 'classFolders') return { value: { source, resize, classNames: head.splits, classesByName: true } };
    const isBareWord = !/[\\/.]/.test(source);
    if (!head.isMissing || !isBareWord) return head;
    return { error: dataErrors.unknownDataset({ name: source, known: datasetNameSchema.options.join(', ') }), isMissing: true };
  }

  async #suite(text: ExperimentText, folder: string, shape: ImageShape | undefined, place: JSONPath = ['suite']): Promise<Finding<SuiteFacts> | undefined> {
    const written = text.node(place) === undefined ? 'paper' : text.value(place);
    if (typeof written === 'string') {
      if (written === '') return undefined;
      if (isSuiteName(written)) return { value: shape === undefined ? {} : { resolved: suiteFor(written, shape) } };
      const file = path.resolve(folder, written);
      const found = await this.#suites.get(file);
      return 'error' in found ? { ...found, error: found.isMissing ? unknownSuite(written) : found.error } : { value: { definition: found.value, file, ...resolvable(found.value) } };
    }
    const definition = suiteFileSchema.safeParse(written).data;
    return definition === undefined ? undefined : { value: { definition, ...resolvable(definition) } };
  }
}

function unknownSuite(name: string): LprError {
  return experimentErrors.unknownSuite({ name, known: suiteNames.map((suite) => suite.name).join(', ') });
}

/** A user's own epsilons stand as they are, whatever the images. */
function resolvable(definition: SuiteFile): { resolved?: Suite } {
  return suiteProblem(definition) === undefined ? { resolved: suiteFor(definition, { height: 1, width: 1, channels: 1 }) } : {};
}

async function readSuite(file: string): Promise<Finding<SuiteFile>> {
  try {
    return { value: await readChecked(suiteFileSchema, file) };
  } catch (error) {
    if (!(error instanceof LprError)) throw error;
    return { error, isMissing: error.cause instanceof Error && 'code' in error.cause && error.cause.code === 'ENOENT' };
  }
}
