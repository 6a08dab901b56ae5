import { stat } from 'node:fs/promises';
import path from 'node:path';
import { sidecarName, weightFiles } from './modelFiles';

/**
 * When a model was last written: the newest time among its model.json, the description beside it, and the weight
 * files that it names, in milliseconds since 1970; undefined where model.json is gone. It tells nothing of the
 * content: saving the same again makes it newer, and a copy that keeps its old time goes unnoticed.
 */
export async function modelWritten(model: string): Promise<number | undefined> {
  const own = await fileTime(model);
  if (own === undefined) return undefined;
  const others = [path.join(path.dirname(model), sidecarName), ...new Set(await weightFiles(model))];
  return Math.max(own, ...(await Promise.all(others.map(async (file) => (await fileTime(file)) ?? 0))));
}

async function fileTime(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}
