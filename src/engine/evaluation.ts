import { dataErrors } from '../protocol/errors';
import type { BlockOutcomes, DataSummary } from '../protocol/computeMessages';
import type { Report } from '../protocol/report';
import type { Experiment } from '../protocol/run';
import type { Suite } from '../protocol/suite';
import { batchSizeFor } from './batchSize';
import { EvaluationPlan } from './evaluationPlan';
import type { OpenedSubject } from './evaluationSubject';
import { buildReport, type Provenance } from './report/buildReport';
import { Outcomes } from './report/outcomes';
import { suiteOfExperiment } from './report/resolveSuite';
import type { Question } from './run/question';
import { engineVersion, samplerVersion } from './versions';

/** One question while it is being answered: its blocks and what they have found so far. */
export class Evaluation {
  readonly question: Question;
  readonly plan: EvaluationPlan;
  readonly outcomes: Outcomes;
  readonly #finished = new Set<number>();
  readonly #provenance: Provenance;

  constructor(experiment: Experiment, { backend, model, data }: OpenedSubject) {
    const { limit, seed, draws, split } = experiment;
    const suite = storedPart(suiteOfExperiment(experiment, model.input), experiment, data);
    const own = suite.imperceptible === undefined ? {} : { imperceptible: suite.imperceptible };
    const batchSize = batchSizeFor(model.input, backend);
    const versions = { engine: engineVersion, sampler: samplerVersion };
    const { name, device, versions: parts } = backend;
    this.plan = new EvaluationPlan({ suite, count: data.count, seed, draws, batchSize, ...(limit === undefined ? {} : { limit }) });
    this.outcomes = new Outcomes({ cells: suite.cells, common: suite.common, images: this.plan.images, labels: data.labels, draws });
    this.question = {
      model: model.hash,
      data: data.hash,
      split,
      suite: { name: suite.name, origin: suite.origin, cells: [...suite.cells], ...(suite.common.length === 0 ? {} : { common: [...suite.common] }), ...own },
      limit: limit ?? null,
      seed,
      draws,
      backend: { name, device, versions: parts },
      batchSize,
      versions,
    };
    const { hash, format, input, classCount, weightCount } = model;
    const { corrupted } = experiment.data;
    this.#provenance = {
      seed,
      suite: { name: suite.name, origin: suite.origin, ...own },
      backend: { name, device, batchSize, versions: parts },
      model: { path: experiment.model.path, hash, format, input, classCount, weightCount },
      data: { source: experiment.data.source, split, hash: data.hash, count: data.count, classNames: [...data.classNames], ...(corrupted === undefined ? {} : { corrupted }) },
      versions,
    };
  }

  /** Takes a finished block in; false where it does not fit the plan. */
  add(number: number, found: BlockOutcomes): boolean {
    if (number >= this.plan.blockCount) return false;
    const block = this.plan.block(number);
    if (found.predicted.length !== this.plan.sizeOf(block)) return false;
    this.outcomes.addBlock(block, found);
    this.#finished.add(number);
    return true;
  }

  blocksLeft(): number[] {
    return Array.from({ length: this.plan.blockCount }, (_, number) => number).filter((number) => !this.#finished.has(number));
  }

  report(resamples?: number): Report {
    return buildReport(this.outcomes, this.#provenance, resamples === undefined ? {} : { resamples });
  }
}

/** A suite with those of its common corruptions that are stored, where stored ones are evaluated. @throws LPR-336 where these are none. */
function storedPart(suite: Suite, { data: { corrupted: folder } }: Experiment, { corrupted }: DataSummary): Suite {
  if (folder === undefined || corrupted === undefined) return suite;
  const common = suite.common.filter((cell) => corrupted.some(({ corruption, severity }) => corruption === cell.corruption && severity === cell.severity));
  if (common.length > 0) return { ...suite, common };
  throw dataErrors.corruptionsMissing({ folder, suite: suite.name, found: [...new Set(corrupted.map(({ corruption }) => corruption))].join(', ') });
}
