import path from 'node:path';
import { z } from 'zod';
import { runErrors } from '../../protocol/errors';
import { backendNameSchema, modelDescriptionSchema } from '../../protocol/experiment';
import { ownImperceptibleSetSchema } from '../../protocol/imperceptible';
import type { Experiment } from '../../protocol/run';
import { suiteFileSchema } from '../../protocol/suite';
import { parsedJson } from '../parsedJson';
import { readManifest } from './manifest';

const suiteSchema = z.union([z.string(), suiteFileSchema]);

/** What a manifest keeps of an experiment, as text: see `askedOf`. */
const keptSchema = z.object({
  model: z.object({ path: z.string(), description: modelDescriptionSchema }),
  data: z.object({ source: z.string(), resize: z.boolean(), corrupted: z.string().exactOptional() }),
  suite: z.union([suiteSchema.transform((suite) => ({ suite })), z.strictObject({ suite: suiteSchema, ownImperceptible: z.array(ownImperceptibleSetSchema) })]),
  split: z.enum(['test', 'train']),
  backend: z.union([z.literal('auto'), backendNameSchema]),
});

/**
 * The experiment that a run was asked for with, so that it can be asked for again.
 * @throws LPR-510 where the folder is no run of a workspace, LPR-506 where its manifest cannot be used.
 */
export async function repeatedExperiment(folder: string): Promise<Experiment> {
  const manifest = await readManifest(folder);
  if (manifest === undefined) throw runErrors.notAWorkspaceRun({ folder });
  const { limit, seed, draws, ...asked } = manifest.asked;
  const kept = keptSchema.safeParse({ ...asked, model: parsedJson(asked.model), data: parsedJson(asked.data), suite: parsedJson(asked.suite) });
  if (!kept.success) throw runErrors.manifestUnreadable({ file: path.join(folder, 'manifest.json'), reason: 'it does not say what was asked for' }, kept.error);
  return { ...kept.data, ...kept.data.suite, seed, draws, ...(limit === null ? {} : { limit }) };
}
