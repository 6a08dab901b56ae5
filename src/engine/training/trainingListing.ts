import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { LprError } from '../../protocol/errors';
import { augmentationText } from '../../protocol/reportText/augmentationText';
import { architectureName, epochRecordSchema, type EpochRecord, type TrainingMoment } from '../../protocol/training';
import type { ListedTraining, TrainingLifeState } from '../../protocol/trainingRequests';
import { parsedJson } from '../parsedJson';
import { fileStamp } from '../run/fileStatus';
import { JournalTail } from '../run/journal';
import { RunWriters } from '../run/runLock';
import { parseAsked } from './repeatedTraining';
import { identityHash, type TrainingIdentity } from './trainingIdentity';
import { readTrainingEnd, readTrainingManifest, readTrainingReport, trainingFiles, type TrainingEnd } from './trainingStore';

/** What a process knows of a training that it works on, beyond what is on the disk. */
export interface LiveTraining {
  readonly isPaused: boolean;
  readonly moment: TrainingMoment | null;
}

/** What stays as it is while the files of a training do. */
interface Known {
  readonly stamp: string;
  readonly training: Omit<ListedTraining, 'state'> | undefined;
  readonly end: TrainingEnd | undefined;
  readonly isFinished: boolean;
  readonly epochs: readonly EpochRecord[];
}

/**
 * Lists the trainings below trainings folders, finished or not, again and again: their files are read once, and then only when
 * they are others. Reads nothing but those folders.
 */
export class TrainingListing {
  readonly #known = new Map<string, Known>();
  readonly #writers = new RunWriters();

  /** @param live What this process knows of a training that it works on; undefined for every other. */
  constructor(private readonly live: (folder: string) => LiveTraining | undefined = () => undefined) {}

  /** By their folders' names. None where there is no folder. */
  async trainings(trainingsFolder: string): Promise<ListedTraining[]> {
    const names = await readdir(trainingsFolder).catch(() => []);
    const folders = names.sort().map((name) => path.join(trainingsFolder, name));
    this.#forget(trainingsFolder, new Set(folders));
    const found = await Promise.all(folders.map((folder) => this.training(folder)));
    return found.filter((training) => training !== undefined);
  }

  /** One training; undefined where the folder is none. */
  async training(folder: string): Promise<ListedTraining | undefined> {
    const known = await this.#read(folder);
    return known.training === undefined ? undefined : { ...known.training, state: await this.#state(folder, known) };
  }

  /** The epochs that a training has finished, in their order. */
  async epochs(folder: string): Promise<readonly EpochRecord[]> {
    return (await this.#read(folder)).epochs;
  }

  async #state(folder: string, { end, isFinished, training }: Known): Promise<TrainingLifeState> {
    const finished = end?.kind === 'finished' ? end.at : training?.created;
    if (isFinished && finished !== undefined) return { kind: 'finished', finished };
    const writer = await this.#writers.of(folder);
    if (writer !== undefined) {
      const live = this.live(folder);
      const { host, pid, kind: by } = writer;
      return { kind: 'running', host, pid, by, isHere: live !== undefined, isPaused: live?.isPaused ?? false, moment: live?.moment ?? null };
    }
    if (end?.kind === 'failed') return { kind: 'failed', error: end.error };
    return { kind: 'unfinished', wasStopped: end?.kind === 'stopped' };
  }

  async #read(folder: string): Promise<Known> {
    const stamp = (await Promise.all(Object.values(trainingFiles).map((name) => fileStamp(path.join(folder, name))))).join(' ');
    const last = this.#known.get(folder);
    if (last?.stamp === stamp) return last;
    const known: Known = { stamp, ...(await readTraining(folder)) };
    this.#known.set(folder, known);
    return known;
  }

  #forget(trainingsFolder: string, there: ReadonlySet<string>): void {
    for (const folder of this.#known.keys()) {
      if (path.dirname(folder) === trainingsFolder && !there.has(folder)) this.#known.delete(folder);
    }
  }
}

async function readTraining(folder: string): Promise<Omit<Known, 'stamp'>> {
  const [manifest, end, report] = await Promise.all([readTrainingManifest(folder), readTrainingEnd(folder), readTrainingReport(folder)]);
  const asked = manifest === undefined ? undefined : parseAsked(manifest.asked);
  if (manifest === undefined || asked === undefined) return { training: undefined, end, isFinished: false, epochs: [] };
  const { subject, data, recipe } = asked;
  const epochs = report?.epochs ?? (await readEpochs(folder, manifest.identity));
  const model = path.join(folder, trainingFiles.model);
  const hasModel = await stat(model).then(
    (found) => found.isFile(),
    () => false,
  );
  const training = {
    folder,
    model: subject.kind === 'architecture' ? architectureName(subject.architecture) : subject.path,
    data: data.source,
    augmentation: augmentationText(recipe.augmentation),
    file: manifest.file,
    seed: recipe.seed,
    backend: manifest.identity.backend.name,
    epochs: recipe.epochs,
    epochsDone: epochs.length,
    last: epochs.at(-1) ?? null,
    trained: hasModel ? model : null,
    created: manifest.created,
  };
  return { training, end, isFinished: report !== undefined && hasModel, epochs };
}

/** An epoch that was trained again after a crash stands in the journal twice. A journal that cannot be read has none. */
async function readEpochs(folder: string, identity: TrainingIdentity): Promise<EpochRecord[]> {
  const byEpoch = new Map<number, EpochRecord>();
  const journal = new JournalTail(path.join(folder, trainingFiles.journal), identityHash(identity));
  const take = (record: Buffer): void => {
    const epoch = epochRecordSchema.safeParse(parsedJson(record.toString('utf8'))).data;
    if (epoch !== undefined) byEpoch.set(epoch.epoch, epoch);
  };
  await journal.read(take).catch((error: unknown) => {
    if (!(error instanceof LprError)) throw error;
  });
  return [...byEpoch.values()].sort((a, b) => a.epoch - b.epoch);
}
