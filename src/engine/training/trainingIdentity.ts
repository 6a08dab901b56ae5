import { createHash } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { backendNameSchema } from '../../protocol/experiment';
import { architectureName, recipeSchema, type Training, type TrainingSubject } from '../../protocol/training';
import type { BackendDescription } from '../../protocol/computeMessages';
import type { TrainingSummary } from '../../protocol/trainingMessages';
import { samplerVersion, trainingVersion } from '../versions';

/** Everything that decides the weights a training ends with: equal ones end with equal weights on the same machine. */
export const trainingIdentitySchema = z.object({
  /** The architecture, or the content hash of the user's own model and how it begins. */
  subject: z.string(),
  /** Content hash of the training split's images and labels. */
  data: z.string(),
  recipe: recipeSchema,
  /** The device tells the number of threads: sums are formed in another order by another number. */
  backend: z.object({ name: backendNameSchema, device: z.string(), versions: z.record(z.string(), z.string()) }),
  versions: z.object({ training: z.string(), sampler: z.string() }),
});
export type TrainingIdentity = z.infer<typeof trainingIdentitySchema>;

export function identityOf({ subject, recipe }: Training, summary: Pick<TrainingSummary, 'data' | 'model'>, { name, device, versions }: BackendDescription): TrainingIdentity {
  return {
    subject: JSON.stringify(subject.kind === 'architecture' ? subject.architecture : { model: summary.model, initialWeights: subject.initialWeights }),
    data: summary.data,
    recipe,
    backend: { name, device, versions: { ...versions } },
    versions: { training: trainingVersion, sampler: samplerVersion },
  };
}

/** SHA-256 over an identity, whatever the order of its keys. */
export function identityHash(identity: TrainingIdentity): string {
  return createHash('sha256').update(canonical(trainingIdentitySchema.parse(identity))).digest('hex');
}

/** The parts in which two trainings differ, in words for people: "seed, learning rate". */
export function differencesBetween(one: object, other: object): string {
  const flat = (value: object): Map<string, string> => new Map(Object.entries(value).map(([key, entry]) => [key, canonical(entry)]));
  const [a, b] = [flat(one), flat(other)];
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key)).map(inWords).join(', ');
}

/** What a new training's folder is called. */
export function aboutTraining(subject: TrainingSubject, source: string): string[] {
  const model = subject.kind === 'architecture' ? architectureName(subject.architecture) : path.basename(path.parse(subject.path).name === 'model' ? path.dirname(subject.path) : subject.path);
  return [model, path.basename(source)];
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, entry: unknown) =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1))) : entry,
  );
}

/** learningRate: "learning rate" */
function inWords(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
