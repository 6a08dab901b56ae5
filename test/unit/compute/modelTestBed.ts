import * as core from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-backend-cpu';
import * as converter from '@tensorflow/tfjs-converter';
import * as layers from '@tensorflow/tfjs-layers';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openModel } from '../../../src/compute/model/openModel';
import { LprError } from '../../../src/protocol/errors';
import type { ModelDescription } from '../../../src/protocol/experiment';

/** TensorFlow.js on its cpu backend: slow, and the oracle of the others. */
export const tf = { ...core, ...layers, ...converter };

export const fixtures = path.resolve('test/fixtures/models');

export function open(folder: string, description: ModelDescription = {}) {
  return openModel(tf, { path: path.join(folder, 'model.json'), description });
}

/** The images that makeModels.py made its expectations with: `count` of them, in [0,1]. */
export function fixtureImages(count: number, size: number): Float32Array {
  return Float32Array.from({ length: count * size }, (_, i) => ((i * 7919) % 1000) / 999);
}

/** A copy of a fixture in a folder of its own, in a folder of its own, removed after `use`. */
export async function withCopy<T>(name: string, use: (folder: string) => Promise<T>): Promise<T> {
  const parent = await mkdtemp(path.join(tmpdir(), 'lpr-model-'));
  const folder = path.join(parent, 'model');
  try {
    await cp(path.join(fixtures, name), folder, { recursive: true });
    return await use(folder);
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

/** Model files as tests take them apart. */
export interface LooseModelJson {
  format?: unknown;
  modelTopology: Record<string, unknown>;
  userDefinedMetadata?: unknown;
  weightsManifest: { paths: string[]; weights: { name: string; shape: unknown; dtype: string; quantization?: unknown }[] }[];
  [key: string]: unknown;
}

/** Rewrites the model.json of a folder. */
export async function edit(folder: string, change: (model: LooseModelJson) => void): Promise<void> {
  const file = path.join(folder, 'model.json');
  const model = JSON.parse(await readFile(file, 'utf8')) as LooseModelJson;
  change(model);
  await writeFile(file, JSON.stringify(model));
}

/** The code of the LprError that a promise rejects with; any other outcome fails the test. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof LprError) return error.code;
    throw error;
  }
  throw new Error('no error');
}
