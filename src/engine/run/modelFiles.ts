import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** No model.json that is evaluated is larger. */
const largestModelFile = 64 * 2 ** 20;
export const sidecarName = 'lp-robustness.json';
const shardsSchema = z.object({ weightsManifest: z.array(z.object({ paths: z.array(z.string()) })) });

/** The weight files that a model.json names, in its order, as far as they lie in its folder; none where it cannot be read. */
export async function weightFiles(model: string): Promise<string[]> {
  const folder = path.dirname(model);
  try {
    if ((await stat(model)).size > largestModelFile) return [];
    const { weightsManifest } = shardsSchema.parse(JSON.parse(await readFile(model, 'utf8')));
    const files = weightsManifest.flatMap(({ paths }) => paths).map((name) => path.resolve(folder, name));
    return files.filter((file) => file.startsWith(folder + path.sep));
  } catch {
    return []; // evaluating it says what is wrong with it
  }
}
