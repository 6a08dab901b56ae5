import { hostErrors } from '../../protocol/errors';
import { findCriticalEpsilonsRequest, type CriticalEpsilonBlock, type CriticalEpsilonReport, type CriticalEpsilons } from '../../protocol/criticalEpsilon';
import type { NoiseLaw } from '../../protocol/norm';
import type { Experiment, RunProgress } from '../../protocol/run';
import { computeEnvironment } from '../backend/computeEnvironment';
import { computeProgram } from '../backend/computeProgram';
import { batchSizeFor } from '../batchSize';
import { chooseBackend, locateData } from '../evaluationChoices';
import { EvaluationPlan } from '../evaluationPlan';
import { EvaluationSubject, type OpenedSubject } from '../evaluationSubject';
import { ComputePool } from '../pool/computePool';
import { workInLanes } from '../pool/lanes';
import { workerCount } from '../pool/workerCount';
import { ProgressMeter } from '../progressMeter';
import { resolveSuite } from '../report/resolveSuite';
import { criticalEpsilonCurve, type FoundImage } from './criticalEpsilonCurve';

export interface CriticalEpsilonJobOptions {
  /** Times that the bracket of a flip is halved: 10 leave a thousandth of it. */
  readonly halvings?: number;
  readonly onProgress?: (progress: RunProgress) => void;
  readonly onLog?: (line: string) => void;
  readonly signal?: AbortSignal;
  readonly computeScript?: string;
}

const patience = 240_000;
export const defaultHalvings = 10;

/**
 * Finds the critical epsilon of each image under each law of the experiment's suite: the first at which its prediction flips, on its
 * addressed direction (draw 0), along the suite's epsilons and refined inside that bracket. Nothing is kept on the disk.
 *
 * @throws LprError as an evaluation: LPR-1xx to 4xx where what was asked for does not work, 601 when the signal aborted it.
 */
export async function criticalEpsilonJob(experiment: Experiment, options: CriticalEpsilonJobOptions = {}): Promise<CriticalEpsilonReport> {
  const { onProgress = () => undefined, onLog = () => undefined, signal = new AbortController().signal, halvings = defaultHalvings } = options;
  onProgress({ phase: 'starting', message: 'Looking for a backend' });
  const location = await locateData(experiment, onProgress, signal);
  const choice = await chooseBackend(experiment, undefined, signal, onLog);
  const subject = new EvaluationSubject(experiment, choice, location);
  const pool = new ComputePool({
    script: options.computeScript ?? computeProgram(),
    environment: computeEnvironment(choice.name),
    patience,
    onLog,
    prepare: (process, stop) => subject.open(process, stop),
  });
  try {
    onProgress({ phase: 'starting', message: 'Opening the model and the data' });
    const first = pool.addWorker();
    await first.run('opening the model and the data', signal, () => Promise.resolve());
    const blocks = blocksOf(experiment, subject.opened, halvings);
    const workers = [first];
    while (workers.length < workerCount(experiment.workers, subject.opened.backend, blocks.length)) workers.push(pool.addWorker());
    const results = new Map<CriticalEpsilonBlock, CriticalEpsilons>();
    const meter = new ProgressMeter({
      total: blocks.reduce((sum, { images }) => sum + images.length, 0),
      doneBefore: 0,
      onProgress: (progress) => onProgress(progress.phase === 'evaluating' ? { ...progress, activity: { verb: 'Searching', unit: 'images and norms' } } : progress),
    });
    await workInLanes({
      items: blocks.entries(),
      workers,
      signal,
      work: (worker, [number, block], both) =>
        worker.run(`block ${number + 1} of ${blocks.length}`, both, (process) => process.request(findCriticalEpsilonsRequest, block, both)),
      store: (item, found) => {
        results.set(item[1], found);
        meter.add(found.epsilons.length);
        return Promise.resolve();
      },
    });
    return reportOf(experiment, subject.opened, blocks, results, halvings);
  } finally {
    await pool.end();
  }
}

/** The blocks of an evaluation of the same experiment without those of the clean images: the same images, in the same batches. */
function blocksOf({ suite, seed, limit }: Experiment, { backend, model, data }: OpenedSubject, halvings: number): CriticalEpsilonBlock[] {
  const batchSize = batchSizeFor(model.input, backend);
  const plan = new EvaluationPlan({ suite: resolveSuite(suite, model.input), count: data.count, seed, draws: 1, batchSize, ...(limit === undefined ? {} : { limit }) });
  return Array.from({ length: plan.blockCount }, (_, number) => plan.block(number)).flatMap(({ law, ...block }) => (law === null ? [] : [{ ...block, law, halvings }]));
}

function reportOf(
  experiment: Experiment,
  { backend, model, data }: OpenedSubject,
  blocks: readonly CriticalEpsilonBlock[],
  results: ReadonlyMap<CriticalEpsilonBlock, CriticalEpsilons>,
  halvings: number,
): CriticalEpsilonReport {
  const laws = new Map<string, { law: NoiseLaw; epsilons: readonly number[]; images: FoundImage[] }>();
  for (const block of blocks) {
    const found = results.get(block);
    if (found === undefined) throw hostErrors.unexpected({ reason: 'a block was left out' });
    const { law, epsilons } = block;
    const key = JSON.stringify([law.norm, law.sampling, law.unit]);
    const curve = laws.get(key) ?? { law, epsilons, images: [] };
    laws.set(key, curve);
    for (const [i, image] of block.images.entries()) {
      curve.images.push({ image, label: data.labels[image] ?? 0, epsilon: found.epsilons[i] ?? NaN, predicted: found.predicted[i] ?? 0 });
    }
  }
  const ordered = [...laws.values()].map(({ images, ...curve }) => ({ ...curve, images: images.toSorted((a, b) => a.image - b.image) }));
  return {
    curves: ordered.map(({ law, epsilons, images }) => criticalEpsilonCurve(law, epsilons, images, data.classNames)),
    images: ordered[0]?.images.map(({ image }) => image) ?? [],
    confidenceLevel: 0.95,
    seed: experiment.seed,
    halvings,
    suite: typeof experiment.suite === 'string' ? experiment.suite : experiment.suite.name,
    backend: backend.name,
    model: { path: experiment.model.path, hash: model.hash },
    data: { source: experiment.data.source, split: experiment.split, hash: data.hash },
  };
}
