import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { hostErrors, LprError, trainingErrors } from '../../protocol/errors';
import { epochRecordSchema, trainingReportSchema, type EpochRecord, type Training, type TrainingReport } from '../../protocol/training';
import { parsedJson } from '../parsedJson';
import { JobFolder, jobFolderName, readResult } from '../run/jobFolder';
import { RunLock, type WriterKind } from '../run/runLock';
import { encodeCheckpoint, readCheckpoint, type Checkpoint } from './checkpoint';
import { EventFile, eventFileName, type Scalars } from './eventFile';
import { aboutTraining, differencesBetween, identityHash, trainingIdentitySchema, type TrainingIdentity } from './trainingIdentity';

const manifestName = 'manifest.json';
const reportName = 'report.json';
const checkpointName = 'checkpoint';
const modelName = 'model';
const endName = 'ended.json';

/** `ended.json` of a training's folder: how the last work on it ended. Without it a process works on it, or was killed. */
const trainingEndSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('finished'), at: z.iso.datetime() }),
  z.object({ kind: z.literal('stopped'), at: z.iso.datetime() }),
  z.object({ kind: z.literal('failed'), at: z.iso.datetime(), error: z.object({ code: z.string(), happened: z.string(), action: z.string() }) }),
]);
export type TrainingEnd = z.infer<typeof trainingEndSchema>;

/** How work on a training ends with an error: a stop is one that the user asked for. */
export function endWith(error: unknown): TrainingEnd {
  const at = new Date().toISOString();
  const coded = error instanceof LprError ? error : hostErrors.unexpected({ reason: error instanceof Error ? error.message : String(error) }, error);
  return coded.code === hostErrors.cancelled.code ? { kind: 'stopped', at } : { kind: 'failed', at, error: coded.toPlain() };
}

/** `manifest.json` of a training's folder, written when it begins. */
export const trainingManifestSchema = z.object({
  kind: z.literal('training'),
  format: z.literal(1),
  identity: trainingIdentitySchema,
  /** What was asked for before anything was opened: an unfinished training is found by it, and keeps its backend. */
  asked: z.string(),
  /** The training file, where there was one: absolute path. */
  file: z.string().nullable(),
  created: z.iso.datetime(),
});
export type TrainingManifest = z.infer<typeof trainingManifestSchema>;

export interface FoundTraining {
  readonly folder: string;
  readonly manifest: TrainingManifest;
  readonly isFinished: boolean;
}

/** What a training asks for, before anything is opened. */
export function askedOf({ subject, data, recipe, backend }: Training): string {
  return JSON.stringify({ subject, data, recipe, backend });
}

/** The manifest of a training's folder; undefined where it is none. */
export function readTrainingManifest(folder: string): Promise<TrainingManifest | undefined> {
  return readResult(folder, manifestName, trainingManifestSchema);
}

export function readTrainingEnd(folder: string): Promise<TrainingEnd | undefined> {
  return readResult(folder, endName, trainingEndSchema);
}

export function readTrainingReport(folder: string): Promise<TrainingReport | undefined> {
  return readResult(folder, reportName, trainingReportSchema);
}

/** The files of a training's folder whose change means that there is something new to read. */
export const trainingFiles = { manifest: manifestName, report: reportName, end: endName, journal: 'journal', model: path.join(modelName, 'model.json') } as const;

/** Every training below a folder that can be read, the newest first. */
export async function allTrainings(trainings: string): Promise<FoundTraining[]> {
  const found: FoundTraining[] = [];
  for (const name of await readdir(trainings).catch(() => [])) {
    const folder = path.join(trainings, name);
    const manifest = await readTrainingManifest(folder);
    if (manifest !== undefined) found.push({ folder, manifest, isFinished: (await readTrainingReport(folder)) !== undefined });
  }
  return found.sort((a, b) => b.manifest.created.localeCompare(a.manifest.created));
}

/**
 * The unfinished training that this one would go on with, as far as that can be told before anything is opened.
 * @throws LPR-712 where the same file was begun with other settings and is not finished
 */
export async function findStarted(candidates: readonly FoundTraining[], asked: string, file: string | null): Promise<FoundTraining | undefined> {
  const unfinished = candidates.filter(({ isFinished }) => !isFinished);
  const same = unfinished.find(({ manifest }) => manifest.asked === asked);
  if (same !== undefined || file === null) return same;
  const other = unfinished.find(({ manifest }) => manifest.file === file);
  // One whose loss was no number any more would only end so again: there is nothing to go on with.
  if (other === undefined || (await hasDiverged(other.folder)) || (await readFile(path.join(other.folder, checkpointName)).catch(() => undefined)) === undefined) return undefined;
  const [now, then] = [JSON.parse(asked) as Record<string, object>, JSON.parse(other.manifest.asked) as Record<string, object>];
  const changed = [differencesBetween(omitRecipe(then), omitRecipe(now)), differencesBetween(then['recipe'] ?? {}, now['recipe'] ?? {})].filter((part) => part !== '').join(', ');
  throw trainingErrors.otherTraining({ folder: other.folder, differences: changed });
}

async function hasDiverged(folder: string): Promise<boolean> {
  const end = await readTrainingEnd(folder);
  return end?.kind === 'failed' && end.error.code === trainingErrors.lossNotFinite.code;
}

/** The folder of a training: the one asked for, else one named after what it is about. */
export function folderOf(trainings: string, out: string | undefined, training: Training, identity: TrainingIdentity): string {
  return out ?? path.join(trainings, jobFolderName(aboutTraining(training.subject, training.data.source), identityHash(identity)));
}

/** The report of a finished training; undefined where it is another one, not finished, or its files are gone. */
export async function finishedTraining(folder: string, identity: TrainingIdentity): Promise<TrainingReport | undefined> {
  const manifest = await readResult(folder, manifestName, trainingManifestSchema);
  if (manifest === undefined || identityHash(manifest.identity) !== identityHash(identity)) return undefined;
  const report = await readResult(folder, reportName, trainingReportSchema);
  const model = await readFile(path.join(folder, modelName, 'model.json')).catch(() => undefined);
  return model === undefined ? undefined : report;
}

export function modelFolder(folder: string): string {
  return path.join(folder, modelName);
}

/** The right to work on one training, with what earlier work on it has left. */
export class TrainingFolder {
  readonly epochs: EpochRecord[];

  private constructor(
    readonly path: string,
    private readonly job: JobFolder,
    private readonly events: EventFile,
    private readonly hash: string,
    readonly checkpoint: Checkpoint | undefined,
    records: readonly EpochRecord[],
  ) {
    this.epochs = [...records];
  }

  /**
   * @throws LPR-503 where another process works on it, 505 and 712 where the folder holds something else, 711 for a damaged
   * checkpoint, 501 and 502 where it cannot be written.
   */
  static async open(folder: string, identity: TrainingIdentity, { asked, file, fresh, writer }: { asked: string; file: string | null; fresh: boolean; writer: WriterKind }): Promise<TrainingFolder> {
    const hash = identityHash(identity);
    const before = await readResult(folder, manifestName, trainingManifestSchema);
    if (before !== undefined && !fresh && identityHash(before.identity) !== hash) {
      throw trainingErrors.otherTraining({ folder, differences: differencesBetween(before.identity, identity) });
    }
    if (fresh && before !== undefined) await clear(folder);
    const records = new Map<number, EpochRecord>();
    const job = await JobFolder.open({
      folder,
      hash,
      writer,
      results: [manifestName, reportName, checkpointName, modelName, endName, eventFileName],
      onRecord: (record) => {
        const parsed = epochRecordSchema.safeParse(parsedJson(Buffer.from(record).toString('utf8')));
        if (parsed.success) records.set(parsed.data.epoch, parsed.data);
        return parsed.success;
      },
    });
    try {
      await rm(path.join(folder, endName), { force: true });
      const checkpoint = await readCheckpoint(path.join(folder, checkpointName), hash);
      const done = checkpoint?.place.epoch ?? 0;
      if (before === undefined || fresh) {
        const manifest: TrainingManifest = { kind: 'training', format: 1, identity, asked, file, created: new Date().toISOString() };
        await job.write(manifestName, `${JSON.stringify(manifest, null, 2)}\n`);
      }
      const events = await EventFile.open(path.join(folder, eventFileName), Date.now() / 1000);
      // An epoch that the journal has and the checkpoint has not is trained again, to the same end.
      return new TrainingFolder(folder, job, events, hash, checkpoint, [...records.values()].filter(({ epoch }) => epoch <= done).sort((a, b) => a.epoch - b.epoch));
    } catch (error) {
      await job.close();
      throw error;
    }
  }

  async saveCheckpoint(checkpoint: Checkpoint): Promise<void> {
    await this.job.write(checkpointName, encodeCheckpoint(this.hash, checkpoint));
  }

  async finishEpoch(record: EpochRecord): Promise<void> {
    await this.job.append(Buffer.from(JSON.stringify(record)));
    this.epochs.push(record);
  }

  addEvents(step: number, scalars: Scalars): Promise<void> {
    return this.events.add(step, Date.now() / 1000, scalars);
  }

  /** Marks the training as finished; its checkpoint is of no more use. */
  async finish(report: TrainingReport): Promise<void> {
    await this.job.write(reportName, `${JSON.stringify(report, null, 2)}\n`);
    await rm(path.join(this.path, checkpointName), { force: true });
  }

  /** @param end How the work ended; where the disk is too full to say so, it looks as if the process had been killed. */
  async close(end: TrainingEnd): Promise<void> {
    await this.job.write(endName, `${JSON.stringify(end, null, 2)}\n`).catch(() => undefined);
    await this.events.close();
    await this.job.close();
  }
}

/** Takes an earlier training away, unless another process works on it. */
async function clear(folder: string): Promise<void> {
  const lock = await RunLock.take(folder);
  try {
    await Promise.all(['journal', checkpointName, reportName, manifestName, eventFileName, endName, modelName].map((name) => rm(path.join(folder, name), { recursive: true, force: true })));
  } finally {
    await lock.release();
  }
}

function omitRecipe(asked: Record<string, object>): object {
  return Object.fromEntries(Object.entries(asked).filter(([key]) => key !== 'recipe'));
}
