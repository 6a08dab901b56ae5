import { z } from 'zod';
import { trainingErrors } from '../../protocol/errors';
import { backendNameSchema, modelDescriptionSchema } from '../../protocol/experiment';
import { architectureSchema, recipeSchema, type Training } from '../../protocol/training';
import { parsedJson } from '../parsedJson';
import { readTrainingManifest } from './trainingStore';

/** What a training was asked for, as its manifest keeps it. */
const askedTrainingSchema: z.ZodType<Training> = z.object({
  subject: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('architecture'), architecture: architectureSchema }),
    z.object({ kind: z.literal('model'), path: z.string(), description: modelDescriptionSchema, initialWeights: z.enum(['seeded', 'file']) }),
  ]),
  data: z.object({ source: z.string(), resize: z.boolean() }),
  recipe: recipeSchema,
  backend: z.union([z.literal('auto'), backendNameSchema]),
});

/**
 * The training of a folder as it was asked for, with the backend that it began with: to go on with it.
 * @throws LPR-721 where the folder is no training
 */
export async function repeatedTraining(folder: string): Promise<Training> {
  const manifest = await readTrainingManifest(folder);
  const asked = manifest === undefined ? undefined : parseAsked(manifest.asked);
  if (manifest === undefined || asked === undefined) throw trainingErrors.notAWorkspaceTraining({ folder });
  return { ...asked, backend: manifest.identity.backend.name };
}

/** Undefined for what another version asked for. */
export function parseAsked(asked: string): Training | undefined {
  return askedTrainingSchema.safeParse(parsedJson(asked)).data;
}
