import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { runErrors } from '../../protocol/errors';
import { parsedJson } from '../parsedJson';
import { errorCode } from './diskError';
import { questionSchema } from './question';
import { writeFileAtomically } from './writeFileAtomically';

/** One stretch of work on a run. Without `ended` it was interrupted: the process was killed or the machine stopped. */
const sessionSchema = z.object({
  started: z.iso.datetime(),
  ended: z.iso.datetime().optional(),
  outcome: z.enum(['finished', 'cancelled', 'failed']).optional(),
  /** Why it failed, as a coded error. */
  failure: z.string().optional(),
  workers: z.int().positive().optional(),
  /** Compute processes that had to be replaced. */
  restarts: z.int().min(0).optional(),
  /** Bytes of a torn journal tail that were dropped at the start. */
  droppedBytes: z.int().min(0).optional(),
  host: z.string(),
  pid: z.int(),
  node: z.string(),
  platform: z.string(),
});
export type Session = z.infer<typeof sessionSchema>;

/** `manifest.json` of a run folder: what was asked, what was pinned when it began, and when it was worked on. */
export const manifestSchema = z.object({
  kind: z.literal('evaluation'),
  format: z.literal(1),
  question: questionSchema,
  questionHash: z.string(),
  /** What was asked for before anything was opened: an unfinished run is found by it, and then keeps its backend. */
  asked: z.object({
    model: z.string(),
    data: z.string(),
    suite: z.string(),
    split: z.string(),
    limit: z.int().positive().nullable(),
    seed: z.int().min(0),
    draws: z.int().positive(),
    backend: z.string(),
  }),
  created: z.iso.datetime(),
  /** How much there is to do, so that the journal's size tells how far the run is. Runs of earlier versions lack it. */
  planned: z.object({ blocks: z.int().min(0), predictions: z.int().min(0) }).exactOptional(),
  /** SHA-256 of report.json once the run has finished; null before. */
  report: z.string().nullable(),
  sessions: z.array(sessionSchema),
});
export type Manifest = z.infer<typeof manifestSchema>;
export type Asked = Manifest['asked'];
export type PlannedWork = NonNullable<Manifest['planned']>;

const largestManifest = 16 * 1024 * 1024;

function manifestFile(folder: string): string {
  return path.join(folder, 'manifest.json');
}

/**
 * The manifest of a run folder, or undefined where it has none.
 * @throws LPR-506 where it is there but cannot be read or is no manifest.
 */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const file = manifestFile(folder);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw runErrors.manifestUnreadable({ file, reason: error instanceof Error ? error.message : String(error) }, error);
  }
  if (text.length > largestManifest) throw runErrors.manifestUnreadable({ file, reason: 'it is too large' });
  const parsed = manifestSchema.safeParse(parsedJson(text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw runErrors.manifestUnreadable({ file, reason: issue === undefined ? 'it is no manifest' : `${issue.path.join('.') || 'the file'}: ${issue.message}` }, parsed.error);
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeFileAtomically(manifestFile(folder), `${JSON.stringify(manifest, null, 2)}\n`);
}
