import { createHash } from 'node:crypto';
import { z } from 'zod';
import { commonCorruptionNameSchema, severitySchema } from '../../protocol/commonCorruption';
import { backendNameSchema } from '../../protocol/experiment';
import { normSchema, replacementUnitSchema, samplingSchema, seedSchema } from '../../protocol/norm';

const cellSchema = z.object({
  norm: normSchema,
  epsilon: z.number().positive(),
  sampling: samplingSchema,
  unit: replacementUnitSchema,
  inMeanCorruptionError: z.boolean(),
  imperceptible: z.boolean(),
});

/** Everything that decides the bytes of a report: equal questions have equal answers. Workers and times are not in it. */
export const questionSchema = z.object({
  /** Content hash of the model with its description. */
  model: z.string(),
  /** Content hash of the split's images and labels. */
  data: z.string(),
  split: z.string(),
  suite: z.object({
    name: z.string(),
    origin: z.string(),
    cells: z.array(cellSchema),
    /** Present where the imperceptible cells were chosen by looking. */
    imperceptible: z.literal('workspace').exactOptional(),
    /** Absent where there is none, so that a question from before there were any keeps its hash. */
    common: z.array(z.object({ corruption: commonCorruptionNameSchema, severity: severitySchema })).exactOptional(),
  }),
  limit: z.int().positive().nullable(),
  seed: seedSchema,
  draws: z.int().positive(),
  backend: z.object({ name: backendNameSchema, device: z.string(), versions: z.record(z.string(), z.string()) }),
  batchSize: z.int().positive(),
  versions: z.object({ engine: z.string(), sampler: z.string() }),
});
export type Question = z.infer<typeof questionSchema>;

/** SHA-256 over the question, whatever the order of its keys. */
export function questionHash(question: Question): string {
  return createHash('sha256').update(JSON.stringify(sorted(questionSchema.parse(question)))).digest('hex');
}

/** What differs between two questions, in words for people: "seed, suite". */
export function differences(one: Question, other: Question): string {
  const keys = Object.keys(questionSchema.shape) as (keyof Question)[];
  return keys
    .filter((key) => JSON.stringify(sorted(one[key])) !== JSON.stringify(sorted(other[key])))
    .map((key) => (key === 'batchSize' ? 'batch size' : key))
    .join(', ');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => [key, sorted(entry)]),
  );
}
