import type { MadeCorruptions } from '../../protocol/computeMessages';
import type { LprError } from '../../protocol/errors';
import type { BackendName, ModelDescription } from '../../protocol/experiment';
import type { Report } from '../../protocol/report';
import type { Experiment, RunProgress } from '../../protocol/run';
import type { Transfer, TransferModelState } from '../../protocol/transfer';
import type { TransferTest } from '../../protocol/transferReport';
import { askedOf } from '../evaluationChoices';
import { evaluationJob } from '../evaluationJob';
import { readManifest } from '../run/manifest';
import { modelContentHash } from '../run/modelContentHash';
import { questionHash, type Question } from '../run/question';
import type { WriterKind } from '../run/runLock';
import { allRuns, finishedRun, isSameAsked } from '../run/runStore';
import { isOfOneModel } from './modelFailure';
import { whenFree } from './whenFree';

/** A model to be tested. */
export interface TestedModel {
  /** Its model.json. */
  readonly path: string;
  readonly description: ModelDescription;
}

export interface EvaluatedRun {
  readonly folder: string;
  readonly report: Report;
}

export interface EvaluateModelsOptions {
  readonly runsFolder: string;
  readonly backend: BackendName;
  /** Whether a model is done with when this test is. */
  readonly isLast: boolean;
  /** Makes the corrupted images that the models share; called where at least two have to be evaluated. */
  readonly share?: () => Promise<MadeCorruptions | undefined>;
  readonly signal: AbortSignal;
  readonly writer?: WriterKind;
  readonly computeScript?: string;
  readonly onProgress: (progress: RunProgress) => void;
  readonly onModel: (model: number, state: TransferModelState) => void;
  readonly onLog: (line: string) => void;
}

/**
 * Tests models one after another, each with all cores, under one of the tests. A finished run of the same question is taken
 * as it is: once one model was opened, the question of another differs in the model's content alone, which is a hash of
 * files, so that nothing has to be opened for it.
 *
 * @returns for each model its run, or why it has none
 * @throws LPR-3xx to 5xx where none could be evaluated, 601 when aborted; finished blocks are kept
 */
export async function evaluateModels(transfer: Transfer, test: TransferTest, models: readonly TestedModel[], options: EvaluateModelsOptions): Promise<(EvaluatedRun | LprError)[]> {
  const { runsFolder, signal, onModel, onLog } = options;
  const meter = new EvaluationsMeter(models.length, test, options.onProgress);
  const results: (EvaluatedRun | LprError)[] = [];
  const { share } = options;
  const made = share !== undefined && (await unansweredOf(models.map((model) => experimentOf(transfer, test, model, options.backend)), options)) > 1 ? await share() : undefined;
  let question: Question | undefined;
  for (const [at, model] of models.entries()) {
    const experiment = experimentOf(transfer, test, model, options.backend);
    try {
      const known: EvaluatedRun | undefined = question === undefined ? undefined : await finishedRunOf(question, model, { runsFolder, onLog });
      const run =
        known ??
        (await whenFree(
          () =>
            evaluationJob(experiment, {
              runsFolder,
              signal,
              onLog,
              ...(made === undefined ? {} : { made }),
              ...(options.writer === undefined ? {} : { writer: options.writer }),
              ...(options.computeScript === undefined ? {} : { computeScript: options.computeScript }),
              onProgress: (progress) => {
                meter.show(at, progress);
                if (progress.phase === 'evaluating') onModel(at, { phase: 'evaluating', test, share: progress.total === 0 ? 1 : progress.done / progress.total });
              },
            }),
          ({ happened }) => onLog(`${happened} Waiting for it.`),
          signal,
        ));
      if (known !== undefined) meter.skip();
      question ??= (await readManifest(run.folder))?.question;
      results.push({ folder: run.folder, report: run.report });
      if (options.isLast) onModel(at, { phase: 'evaluated' });
    } catch (error) {
      if (!isOfOneModel(error)) throw error;
      onModel(at, { phase: 'failed', code: error.code, happened: error.happened });
      onLog(error.message);
      results.push(error);
    }
  }
  return results;
}

function experimentOf({ data, tests }: Transfer, test: TransferTest, { path, description }: TestedModel, backend: BackendName): Experiment {
  const { suite, limit, commonLimit, seed, draws } = tests;
  return {
    model: { path, description },
    data,
    suite: test === 'lp' ? suite : 'common',
    split: 'test',
    limit: test === 'lp' ? limit : (commonLimit ?? limit),
    seed,
    draws,
    backend,
  };
}

/** How many experiments have no finished run, by what was asked. */
async function unansweredOf(experiments: readonly Experiment[], place: Pick<EvaluateModelsOptions, 'runsFolder' | 'onLog'>): Promise<number> {
  const finished = (await allRuns(place)).flatMap(({ manifest }) => (manifest.report === null ? [] : [manifest.asked]));
  return experiments.map(askedOf).filter((asked) => !finished.some((other) => isSameAsked(other, asked))).length;
}

/** The finished run that asked the same of this model, as far as its files tell. */
async function finishedRunOf(question: Question, { path, description }: TestedModel, place: Pick<EvaluateModelsOptions, 'runsFolder' | 'onLog'>): Promise<EvaluatedRun | undefined> {
  const model = await modelContentHash(path, description);
  if (model === undefined) return undefined;
  const wanted = questionHash({ ...question, model });
  const found = await finishedRun((await allRuns(place)).find(({ manifest }) => manifest.questionHash === wanted));
  return found?.kind === 'finished' ? { folder: found.folder, report: found.report } : undefined;
}

/** Adds up how far the evaluations are: each has as many predictions as any other. */
class EvaluationsMeter {
  #began: { readonly at: number; readonly done: number } | undefined;
  /** Models that were evaluated before: they say nothing about this job's speed. */
  #skipped = 0;

  constructor(
    private readonly count: number,
    private readonly test: TransferTest,
    private readonly onProgress: (progress: RunProgress) => void,
  ) {}

  skip(): void {
    if (this.#began !== undefined) this.#skipped += 1;
  }

  show(at: number, progress: RunProgress): void {
    if (progress.phase === 'fetching') this.onProgress(progress);
    if (progress.phase !== 'evaluating') return;
    const done = at * progress.total + progress.done;
    const total = this.count * progress.total;
    this.#began ??= { at: performance.now(), done };
    const here = done - this.#began.done - this.#skipped * progress.total;
    const seconds = (performance.now() - this.#began.at) / 1000;
    const under = this.test === 'lp' ? 'Lp' : 'common';
    this.onProgress({
      phase: 'evaluating',
      activity: { verb: `Testing ${at + 1} of ${this.count} under ${under} corruptions`, unit: 'predictions' },
      done,
      total,
      ...(here > 0 ? { secondsLeft: (Math.max(0, total - done) * seconds) / here } : {}),
    });
  }
}
