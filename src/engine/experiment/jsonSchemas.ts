import { z } from 'zod';
import { experimentFileSchema, modelDescriptionSchema } from '../../protocol/experiment';
import { suiteFileSchema } from '../../protocol/suite';
import { trainingFileSchema } from '../../protocol/training';
import { transferFileSchema } from '../../protocol/transfer';

/** JSON schemas of the files that people write, made from the very definitions that check them. By file name without ending. */
export function jsonSchemas(): Record<'experiment' | 'suite' | 'model' | 'training' | 'transfer', object> {
  // "input": what may be written, so that entries with a default may be left out.
  const schemaOf = (definition: z.ZodType): object => z.toJSONSchema(definition, { io: 'input', target: 'draft-7' });
  return {
    experiment: schemaOf(experimentFileSchema),
    suite: schemaOf(suiteFileSchema),
    model: schemaOf(modelDescriptionSchema),
    training: schemaOf(trainingFileSchema),
    transfer: schemaOf(transferFileSchema),
  };
}
