import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { modelDescriptionSchema, type ModelDescription } from '../../protocol/experiment';
import { descriptionInForce, modelIdentity } from '../../protocol/modelIdentity';
import { sidecarName, weightFiles } from './modelFiles';

/** Read at once: hashing so much takes well under a millisecond, so that whoever shares the event loop is not kept waiting. */
const chunkBytes = 128 * 1024;

/**
 * The content hash that a run would find for a model, without opening it: SHA-256 over model.json, its weight files and
 * the description in force. Undefined where a file is missing or its description cannot be read.
 *
 * @param fromExperiment The description in the experiment file.
 */
export async function modelContentHash(model: string, fromExperiment: ModelDescription): Promise<string | undefined> {
  try {
    const sidecar = await readSidecar(path.join(path.dirname(model), sidecarName));
    const digests: string[] = [];
    for (const file of [model, ...(await weightFiles(model))]) digests.push(await fileDigest(file));
    const [own = '', ...weights] = digests;
    return createHash('sha256').update(modelIdentity(own, weights, descriptionInForce(sidecar, fromExperiment))).digest('hex');
  } catch {
    return undefined; // evaluating it says what is wrong with it
  }
}

async function readSidecar(file: string): Promise<ModelDescription> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '{}';
    throw error;
  });
  return modelDescriptionSchema.parse(JSON.parse(text));
}

async function fileDigest(file: string): Promise<string> {
  // A pipe or a device would be read for ever.
  if (!(await stat(file)).isFile()) throw new Error(`${file} is not a file`);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: chunkBytes })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
