import path from 'node:path';
import { fileStatus } from './fileStatus';
import { sidecarName, weightFiles } from './modelFiles';

/**
 * When a model was last written: the newest time among its model.json, the description beside it, and the weight
 * files that it names, in milliseconds since 1970; undefined where model.json is gone. It tells nothing of the
 * content: saving the same again makes it newer.
 */
export async function modelWritten(model: string): Promise<number | undefined> {
  const own = await fileStatus(model);
  if (own === undefined) return undefined;
  const others = [path.join(path.dirname(model), sidecarName), ...new Set(await weightFiles(model))];
  const found = await Promise.all(others.map(fileStatus));
  return Math.max(own.written, ...found.map((file) => file?.written ?? 0));
}
