import { experimentErrors } from '../../protocol/errors';
import { experimentFileSchema } from '../../protocol/experiment';
import type { Experiment } from '../../protocol/run';
import { experimentFrom } from './experimentFrom';

/** An experiment as the options of the command line give it; numbers are still text. */
export interface ExperimentOptions {
  readonly model?: string;
  readonly data?: string;
  readonly resize?: boolean;
  readonly corrupted?: string;
  readonly suite?: string;
  readonly imperceptible?: string;
  readonly split?: string;
  readonly limit?: string;
  readonly seed?: string;
  readonly draws?: string;
  readonly backend?: string;
  readonly workers?: string;
}

const numeric = new Set<keyof ExperimentOptions>(['limit', 'seed', 'draws', 'workers']);

/**
 * The experiment of a set of options, checked by the same definition as a file. Relative paths start at `folder`.
 * @throws LPR-107 for an option that is missing or out of its range, and as {@link experimentFrom}.
 */
export async function experimentFromOptions(options: ExperimentOptions, folder: string): Promise<Experiment> {
  const { resize, data, corrupted, ...rest } = options;
  const parts = { ...(resize === true ? { resize } : {}), ...(corrupted === undefined ? {} : { corrupted }) };
  const file: Record<string, unknown> = { data: Object.keys(parts).length > 0 ? { source: data, ...parts } : data };
  for (const [key, value] of Object.entries(rest)) file[key] = numeric.has(key as keyof ExperimentOptions) ? toNumber(value) : value;
  for (const key of ['model', 'data'] as const) {
    if (options[key] === undefined) throw experimentErrors.invalidOption({ option: `--${key}`, value: 'left out', expected: 'a path or, for data, a dataset name' });
  }
  const parsed = experimentFileSchema.safeParse(file);
  if (parsed.success) return experimentFrom(parsed.data, folder);
  const issue = parsed.error.issues[0];
  const key = String(issue?.path[0] ?? 'model') as keyof ExperimentOptions;
  throw experimentErrors.invalidOption({ option: `--${key}`, value: String(options[key] ?? 'left out'), expected: expectation(key) }, parsed.error);
}

/** Replaces what a file says by the options that were given beside it. */
export async function withOptions(experiment: Experiment, options: ExperimentOptions, folder: string): Promise<Experiment> {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as ExperimentOptions;
  if (Object.keys(given).length === 0) return experiment;
  const overriding = await experimentFromOptions({ model: experiment.model.path, data: experiment.data.source, ...given }, folder);
  const apart = new Set(['model', 'data', 'resize', 'corrupted', 'imperceptible']);
  const wanted = Object.keys(given).filter((key) => !apart.has(key)) as (keyof Experiment)[];
  const { ownImperceptible, ...kept } = experiment;
  const own = given.imperceptible === undefined ? ownImperceptible : overriding.ownImperceptible;
  return {
    ...kept,
    ...(own === undefined ? {} : { ownImperceptible: own }),
    ...Object.fromEntries(wanted.map((key) => [key, overriding[key]])),
    model: given.model === undefined ? experiment.model : overriding.model,
    data: overridden(experiment.data, given, overriding.data),
  };
}

/** The data as options change them; other data have other corrupted images, so those of the file go with its data. */
function overridden(own: Experiment['data'], given: ExperimentOptions, overriding: Experiment['data']): Experiment['data'] {
  const corrupted = given.corrupted !== undefined ? overriding.corrupted : given.data === undefined ? own.corrupted : undefined;
  return {
    source: given.data === undefined ? own.source : overriding.source,
    resize: given.resize ?? own.resize,
    ...(corrupted === undefined ? {} : { corrupted }),
  };
}

/** Text that is no plain decimal number stays text, which the check then refuses. */
function toNumber(value: unknown): unknown {
  return typeof value === 'string' && /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? Number(value) : value;
}

function expectation(key: keyof ExperimentOptions): string {
  switch (key) {
    case 'limit':
      return 'a whole number from 1';
    case 'seed':
      return `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`;
    case 'draws':
      return 'a whole number from 1 to 1000';
    case 'workers':
      return 'a whole number from 1 to 256';
    case 'imperceptible':
      return 'suite or workspace';
    case 'split':
      return 'test or train';
    case 'backend':
      return 'auto, tfjs-node-gpu, tfjs-node, webgpu or wasm';
    case 'model':
    case 'data':
    case 'suite':
    case 'resize':
    case 'corrupted':
      return 'a name or a path';
  }
}
