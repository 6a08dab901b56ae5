import type { BackendChoice, BackendDescription } from '../../protocol/computeMessages';
import { openBackendRequest } from '../../protocol/computeMessages';
import type { BackendName } from '../../protocol/experiment';
import { backendNameSchema } from '../../protocol/experiment';
import type { RunProgress } from '../../protocol/run';
import type { Training, TrainingReport } from '../../protocol/training';
import { openTrainingRequest, type TrainingSummary } from '../../protocol/trainingMessages';
import type { Transfer, TransferModelPlace, TransferPlan } from '../../protocol/transfer';
import { computeProgram } from '../backend/computeProgram';
import { trainingEnvironment } from '../backend/computeEnvironment';
import { resolveBackend } from '../backend/resolveBackend';
import { ComputePool } from '../pool/computePool';
import { locateImages } from '../separation/separationJob';
import { identityOf, type TrainingIdentity } from '../training/trainingIdentity';
import { allTrainings, askedOf, finishedTraining, folderOf } from '../training/trainingStore';

/** A training that strategies share: two that ask for the same have one model. */
export interface PlannedTraining {
  readonly training: Training;
  readonly identity: TrainingIdentity;
  readonly folder: string;
  /** Present where it is finished. */
  readonly report: TrainingReport | undefined;
  readonly isBegun: boolean;
  /** Where its model stands in the table. */
  readonly places: readonly TransferModelPlace[];
}

export interface PlanOptions {
  readonly trainingsFolder: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
  readonly onLog: (line: string) => void;
  readonly computeScript?: string;
}

export interface PlannedTransfer {
  /** The backend of all trainings and evaluations. */
  readonly backend: { readonly name: BackendName; readonly isGpu: boolean };
  readonly trainings: readonly PlannedTraining[];
}

/** Opening a large data set from a slow disk is the longest silence of a healthy process. */
const patience = 240_000;

/**
 * What has to be trained, and what is there: opens model and training images once, in one process, which gives all
 * trainings their identities, since they differ in recipes alone.
 *
 * @throws LPR-2xx to 4xx and 703 to 706 where nothing could be trained, 601 when aborted
 */
export async function planTransfer(transfer: Transfer, options: PlanOptions): Promise<PlannedTransfer> {
  const { trainingsFolder, signal, onProgress, onLog } = options;
  onProgress({ phase: 'starting', message: 'Looking for a backend' });
  const asked = distinctTrainings(transfer);
  const begun = await allTrainings(trainingsFolder);
  const wanted = transfer.backend === 'auto' ? (backendOf(asked.map(({ training }) => training), begun) ?? 'auto') : transfer.backend;
  const { choice, isGpu, passedOver } = await resolveBackend(wanted, signal);
  for (const { name, problem } of passedOver) onLog(`Not ${name}: ${problem.happened}`);
  const backend = { name: choice.name, isGpu };
  const [first] = asked;
  if (first === undefined) return { backend, trainings: [] };
  onProgress({ phase: 'starting', message: 'Opening the training images' });
  const opened = await openOnce(first.training, choice, transfer.threads, options);
  const trainings = await Promise.all(
    asked.map(async ({ training, places }): Promise<PlannedTraining> => {
      const identity = identityOf(training, opened.summary, opened.backend);
      const folder = folderOf(trainingsFolder, undefined, training, identity);
      const report = await finishedTraining(folder, identity);
      return { training: { ...training, backend: choice.name }, identity, folder, report, isBegun: begun.some((other) => other.folder === folder), places };
    }),
  );
  return { backend, trainings };
}

/** The same for people: the state of each model. */
export function planOf({ strategies }: Transfer, { trainings }: PlannedTransfer): TransferPlan {
  return {
    models: strategies.flatMap(({ name, sources }, strategy) =>
      sources.map((source, model) => {
        const planned = trainings.find(({ places }) => places.some((place) => place.strategy === strategy && place.model === model));
        const state = planned === undefined ? 'exists' : planned.report !== undefined ? 'trained' : planned.isBegun ? 'begun' : 'missing';
        return { strategy, model, name, seed: source.kind === 'training' ? source.seed : null, training: planned?.folder ?? null, state } as const;
      }),
    ),
  };
}

function distinctTrainings({ strategies }: Transfer): { readonly training: Training; readonly places: TransferModelPlace[] }[] {
  const found = new Map<string, { training: Training; places: TransferModelPlace[] }>();
  for (const [strategy, { sources }] of strategies.entries()) {
    for (const [model, source] of sources.entries()) {
      if (source.kind !== 'training') continue;
      const key = askedOf(source.training);
      const known = found.get(key) ?? { training: source.training, places: [] };
      known.places.push({ strategy, model });
      found.set(key, known);
    }
  }
  return [...found.values()];
}

/** The backend that one of the trainings was begun with, so that a better one found later does not begin all of them anew. */
function backendOf(trainings: readonly Training[], begun: Awaited<ReturnType<typeof allTrainings>>): BackendName | undefined {
  const asked = new Set(trainings.flatMap((training) => (['auto', ...backendNameSchema.options] as const).map((backend) => askedOf({ ...training, backend }))));
  return begun.find(({ manifest }) => asked.has(manifest.asked))?.manifest.identity.backend.name;
}

async function openOnce(
  { subject, data, recipe }: Training,
  choice: BackendChoice,
  threads: number,
  { signal, onProgress, onLog, computeScript }: PlanOptions,
): Promise<{ readonly backend: BackendDescription; readonly summary: TrainingSummary }> {
  const location = await locateImages(data.source, onProgress, signal);
  let opened: { readonly backend: BackendDescription; readonly summary: TrainingSummary } | undefined;
  const pool = new ComputePool({
    script: computeScript ?? computeProgram(),
    environment: trainingEnvironment(choice.name, threads),
    patience,
    onLog,
    prepare: async (process, stop) => {
      const backend = await process.request(openBackendRequest, choice, stop);
      opened = { backend, summary: await process.request(openTrainingRequest, { subject, location, resize: data.resize, recipe, preparers: 0, hash: true }, stop) };
    },
  });
  try {
    const found = await pool.addWorker().run('opening the model and the images', signal, () => Promise.resolve(opened));
    if (found === undefined) throw new Error('A prepared process has told what it opened');
    return found;
  } finally {
    await pool.end();
  }
}
