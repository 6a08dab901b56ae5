import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { MadeCorruptions } from '../../protocol/computeMessages';
import { hostErrors, LprError, trainingErrors } from '../../protocol/errors';
import type { Report } from '../../protocol/report';
import type { RunProgress } from '../../protocol/run';
import type { Transfer, TransferModelPlace, TransferModelState } from '../../protocol/transfer';
import type { TransferReport, TransferReportStrategy, TransferTest } from '../../protocol/transferReport';
import { storeCorruptions, type CorruptedStoreOptions } from '../corruption/corruptedStore';
import { diskError } from '../run/diskError';
import type { WriterKind } from '../run/runLock';
import { writeFileAtomically } from '../run/writeFileAtomically';
import { modelFolder } from '../training/trainingStore';
import { buildTransferReport, transferReportText, type TestedColumnModel } from './buildTransferReport';
import { evaluateModels, type EvaluatedRun, type TestedModel } from './evaluateModels';
import { errorsOfRun } from './runErrors';
import { trainMissing } from './trainMissing';
import { planTransfer, type PlannedTransfer } from './transferPlan';

export interface TransferJobOptions {
  /** `.lp-robustness` of the workspace or working folder: trainings and runs live below it. */
  readonly folder: string;
  /** The report's own folder. */
  readonly out: string;
  readonly signal?: AbortSignal;
  /** What others who want to write one of the trainings or runs are told of this process. Default: a terminal. */
  readonly writer?: WriterKind;
  readonly onProgress?: (progress: RunProgress) => void;
  /** Told each time that a model's state changes. */
  readonly onModel?: (place: TransferModelPlace, state: TransferModelState) => void;
  readonly onLog?: (line: string) => void;
  /** Seconds between two checkpoints of a training within an epoch. */
  readonly checkpointEvery?: number;
  /** The built compute program. Default: beside this bundle. */
  readonly computeScript?: string;
}

export interface TransferResult {
  /** Where `report.json` is. */
  readonly folder: string;
  readonly report: TransferReport;
}

/** A model of the table while it is made. */
interface Entry extends TransferModelPlace {
  readonly seed: number | null;
  readonly training: string | null;
  readonly tested: TestedModel;
  readonly runs: Partial<Record<TransferTest, EvaluatedRun>>;
}

/**
 * Does a transfer experiment: trains the models that are missing, tests those that are not tested, and makes the table. All
 * that is done is kept in trainings and runs of their own, where the same experiment, another one or a person finds it again
 * by its content; so the job goes on after any end. A model that cannot be had leaves its place empty, with the reason.
 * Everything it started has ended when the promise settles.
 *
 * @throws LprError: LPR-1xx to 4xx where nothing could be trained or tested, 5xx where a folder cannot be written, 601 when
 * the signal aborted it, 714 where no model could be had
 */
export async function transferJob(transfer: Transfer, options: TransferJobOptions): Promise<TransferResult> {
  const { signal = new AbortController().signal, onProgress = () => undefined, onModel = () => undefined, onLog = () => undefined } = options;
  const program = options.computeScript === undefined ? {} : { computeScript: options.computeScript };
  const trainingsFolder = path.join(options.folder, 'trainings');
  const shared = { signal, onProgress, onLog, ...program };
  const planned = await planTransfer(transfer, { trainingsFolder, ...shared });
  const trained = await trainMissing(planned.trainings, {
    ...shared,
    trainingsFolder,
    isGpu: planned.backend.isGpu,
    threads: transfer.threads,
    onModel,
    ...(transfer.atOnce === undefined ? {} : { atOnce: transfer.atOnce }),
    ...(options.writer === undefined ? {} : { writer: options.writer }),
    ...(options.checkpointEvery === undefined ? {} : { checkpointEvery: options.checkpointEvery }),
  });
  const missing: Missing[] = [];
  let entries = entriesOf(transfer, planned, trained, missing);
  const tests: readonly TransferTest[] = transfer.tests.commonLimit === null ? ['lp'] : ['lp', 'common'];
  for (const test of tests) {
    const found = await evaluateModels(transfer, test, entries.map(({ tested }) => tested), {
      ...shared,
      runsFolder: path.join(options.folder, 'runs'),
      backend: planned.backend.name,
      isLast: test === tests.at(-1),
      ...(test === 'common' ? { share: () => shareCorruptions(transfer, entries[0]?.runs.lp?.report, { ...shared, folder: path.join(options.folder, 'corrupted') }) } : {}),
      onModel: (at, state) => tellOf(entries[at], state),
      ...(options.writer === undefined ? {} : { writer: options.writer }),
    });
    entries = entries.flatMap((entry, at) => {
      const run = found[at];
      if (run instanceof LprError || run === undefined) {
        missing.push({ ...entry, error: run ?? hostErrors.unexpected({ reason: 'a model was not tested' }) });
        return [];
      }
      return [{ ...entry, runs: { ...entry.runs, [test]: run } }];
    });
  }
  const [reason] = missing;
  if (entries.length === 0) throw reason === undefined ? hostErrors.unexpected({ reason: 'there is no model' }) : trainingErrors.noModelToTest({ count: missing.length, reason: reason.error.message }, reason.error);
  onProgress({ phase: 'finishing', message: 'Computing the table' });
  const folder = path.resolve(options.out);
  const report = await reportOf(transfer, planned, entries, missing, folder, signal);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw diskError(error, folder);
  }
  await writeFileAtomically(path.join(folder, 'report.json'), transferReportText(report));
  return { folder, report };

  function tellOf(entry: Entry | undefined, state: TransferModelState): void {
    if (entry !== undefined) onModel({ strategy: entry.strategy, model: entry.model }, state);
  }
}

/** Images that are resized for a model are corrupted afterwards, so that stored ones would not do. */
async function shareCorruptions({ data, tests }: Transfer, tested: Report | undefined, options: CorruptedStoreOptions): Promise<MadeCorruptions | undefined> {
  if (data.resize || tested === undefined || tests.commonLimit === null) return undefined;
  const { hash, count } = tested.data;
  const { height, width, channels } = tested.model.input;
  return storeCorruptions({ source: data.source, hash, count, limit: tests.commonLimit, seed: tests.seed, elements: height * width * channels }, options);
}

interface Missing extends TransferModelPlace {
  readonly seed: number | null;
  readonly error: LprError;
}

/** The models that there are, in the order of the table; those that are not go to `missing`. */
function entriesOf({ strategies }: Transfer, { trainings }: PlannedTransfer, trained: readonly (string | LprError)[], missing: Missing[]): Entry[] {
  return strategies.flatMap(({ sources }, strategy) =>
    sources.flatMap((source, model): Entry[] => {
      const place = { strategy, model };
      if (source.kind === 'model') return [{ ...place, seed: null, training: null, tested: { path: source.path, description: source.description }, runs: {} }];
      const at = trainings.findIndex(({ places }) => places.some((other) => other.strategy === strategy && other.model === model));
      const training = trained[at];
      if (training === undefined) return [];
      if (training instanceof LprError) {
        missing.push({ ...place, seed: source.seed, error: training });
        return [];
      }
      return [{ ...place, seed: source.seed, training, tested: { path: path.join(modelFolder(training), 'model.json'), description: {} }, runs: {} }];
    }),
  );
}

async function reportOf(transfer: Transfer, { trainings }: PlannedTransfer, entries: readonly Entry[], missing: readonly Missing[], folder: string, signal: AbortSignal): Promise<TransferReport> {
  const models: (TestedColumnModel & { readonly strategy: number })[] = [];
  for (const { strategy, seed, training, tested, runs } of entries) {
    if (runs.lp === undefined) continue;
    const lp = await errorsOfRun(runs.lp.folder, runs.lp.report, signal);
    const common = runs.common === undefined ? null : await errorsOfRun(runs.common.folder, runs.common.report, signal);
    models.push({ strategy, seed, model: tested.path, training, runs: { lp: runs.lp.folder, common: runs.common?.folder ?? null }, errors: { lp, common } });
  }
  const strategies = transfer.strategies.map((_, at) => ({
    models: models.filter(({ strategy }) => strategy === at),
    missing: missing.filter(({ strategy }) => strategy === at).map(({ seed, error }): TransferReportStrategy['missing'][number] => ({ seed, code: error.code, happened: error.happened })),
  }));
  return buildTransferReport({ transfer, strategies, identity: trainings[0]?.identity, folder }, signal);
}
