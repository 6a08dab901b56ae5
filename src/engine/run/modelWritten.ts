import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** No model.json that is evaluated is larger. */
const largestModelFile = 64 * 2 ** 20;
const sidecarName = 'lp-robustness.json';
const shardsSchema = z.object({ weightsManifest: z.array(z.object({ paths: z.array(z.string()) })) });

/**
 * When a model was last written: the newest time among its model.json, the description beside it, and the weight
 * files that it names, in milliseconds since 1970; undefined where model.json is gone. It tells nothing of the
 * content: saving the same again makes it newer, and a copy that keeps its old time goes unnoticed.
 */
export async function modelWritten(model: string): Promise<number | undefined> {
  const own = await fileTime(model);
  if (own === undefined) return undefined;
  const folder = path.dirname(model);
  const others = [path.join(folder, sidecarName), ...(await shards(model, folder))];
  return Math.max(own, ...(await Promise.all(others.map(async (file) => (await fileTime(file)) ?? 0))));
}

/** The weight files that a model.json names, as far as they lie in its folder. */
async function shards(model: string, folder: string): Promise<string[]> {
  try {
    if ((await stat(model)).size > largestModelFile) return [];
    const { weightsManifest } = shardsSchema.parse(JSON.parse(await readFile(model, 'utf8')));
    const files = weightsManifest.flatMap(({ paths }) => paths).map((name) => path.resolve(folder, name));
    return [...new Set(files)].filter((file) => file.startsWith(folder + path.sep));
  } catch {
    return []; // evaluating it says what is wrong with it
  }
}

async function fileTime(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}
