import { experimentErrors } from '../../protocol/errors';
import { experimentFileSchema } from '../../protocol/experiment';
import type { Experiment } from '../../protocol/run';
import { experimentFrom } from './experimentFrom';

/** An experiment as the options of the command line give it; numbers are still text. */
export interface ExperimentOptions {
  readonly model?: string;
  readonly data?: string;
  readonly resize?: boolean;
  readonly suite?: string;
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
  const { resize, data, ...rest } = options;
  const file: Record<string, unknown> = { data: resize === true ? { source: data, resize } : data };
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
  const wanted = Object.keys(given).filter((key) => key !== 'model' && key !== 'data' && key !== 'resize') as (keyof Experiment)[];
  return {
    ...experiment,
    ...Object.fromEntries(wanted.map((key) => [key, overriding[key]])),
    model: given.model === undefined ? experiment.model : overriding.model,
    data: { source: given.data === undefined ? experiment.data.source : overriding.data.source, resize: given.resize ?? experiment.data.resize },
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
    case 'split':
      return 'test or train';
    case 'backend':
      return 'auto, tfjs-node-gpu, tfjs-node, webgpu or wasm';
    case 'model':
    case 'data':
    case 'suite':
    case 'resize':
      return 'a name or a path';
  }
}
