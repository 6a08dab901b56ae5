import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { commonCorruptionNameSchema, severitySchema } from '../../protocol/commonCorruption';
import { backendNameSchema } from '../../protocol/experiment';
import type { OpenedSubject } from '../evaluationSubject';
import { writeFileAtomically } from './writeFileAtomically';

/** Labels of some millions of images; nobody's file may take more of the memory. */
const largestFile = 32 * 2 ** 20;

const sizeSchema = z.int().positive();
const subjectSchema = z
  .object({
    backend: z.object({ name: backendNameSchema, device: z.string(), isGpu: z.boolean(), versions: z.record(z.string(), z.string()) }),
    model: z.object({
      hash: z.string(),
      format: z.enum(['layers', 'graph']),
      input: z.object({ height: sizeSchema, width: sizeSchema, channels: sizeSchema }),
      classCount: sizeSchema,
      classNames: z.array(z.string()).exactOptional(),
      output: z.enum(['logits', 'probabilities', 'sigmoid', 'undecided']),
      weightCount: z.int().min(0),
    }),
    data: z.object({
      hash: z.string(),
      count: sizeSchema,
      classNames: z.array(z.string()),
      labels: z.array(z.int().min(0)).transform((labels) => Int32Array.from(labels)),
      passedOver: z.int().min(0),
      corrupted: z.array(z.object({ corruption: commonCorruptionNameSchema, severity: severitySchema })).exactOptional(),
    }),
  })
  .refine(({ data }) => data.labels.length === data.count);

const subjectFile = (folder: string): string => path.join(folder, 'subject.json');

/**
 * Notes in a run's folder what its outcomes are about: what the backend, the model and the data were found to be, and the
 * label of every image. With it whoever follows the run, without opening model or data, has estimates from the journal.
 * @throws LPR-501 or 502 where the folder cannot be written
 */
export async function writeRunSubject(folder: string, { backend, model, data }: OpenedSubject): Promise<void> {
  const content = { backend, model, data: { ...data, labels: [...data.labels] } };
  await writeFileAtomically(subjectFile(folder), `${JSON.stringify(content)}\n`);
}

/** What a run's outcomes are about; undefined where that has not been noted (yet), or is not of that form. */
export async function readRunSubject(folder: string): Promise<OpenedSubject | undefined> {
  try {
    const file = subjectFile(folder);
    if ((await stat(file)).size > largestFile) return undefined;
    return subjectSchema.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
