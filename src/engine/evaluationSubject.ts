import {
  openBackendRequest,
  openDataRequest,
  openModelRequest,
  type BackendChoice,
  type BackendDescription,
  type DataLocation,
  type DataSummary,
  type MadeCorruptions,
  type ModelSummary,
} from '../protocol/computeMessages';
import { runErrors } from '../protocol/errors';
import type { Experiment } from '../protocol/run';
import type { ComputeProcess } from './pool/computeProcess';

/** What one compute process found when it opened an experiment's backend, model and data. */
export interface OpenedSubject {
  readonly backend: BackendDescription;
  readonly model: ModelSummary;
  readonly data: DataSummary;
}

/**
 * Opens what an experiment is about in each fresh process. The first one to open it says what it is; a later one that
 * finds something else means that a file was changed while the run was under way.
 */
export class EvaluationSubject {
  #opened: OpenedSubject | undefined;

  constructor(
    private readonly experiment: Experiment,
    private readonly choice: BackendChoice,
    private readonly location: DataLocation,
    private readonly made?: MadeCorruptions,
  ) {}

  /** As the first process found it. @throws Error before one has opened it */
  get opened(): OpenedSubject {
    if (this.#opened === undefined) throw new Error('No compute process has opened the subject yet');
    return this.#opened;
  }

  /** @throws LPR-2xx, 3xx or 4xx where something cannot be opened; LPR-509 where it is not what it was. */
  async open(process: ComputeProcess, signal: AbortSignal): Promise<void> {
    const { model: question, data: wanted, split } = this.experiment;
    const backend = await process.request(openBackendRequest, this.choice, signal);
    const model = await process.request(openModelRequest, question, signal);
    const { input, classCount, classNames } = model;
    const names = classNames === undefined ? {} : { classNames };
    // Hashing reads every image; the first process has done it for all.
    const hash = this.#opened === undefined;
    const data = await process.request(openDataRequest, { location: this.location, split, resize: wanted.resize, input, classCount, hash, ...names, ...(wanted.corrupted === undefined ? {} : { corrupted: wanted.corrupted }), ...(this.made === undefined ? {} : { made: this.made }) }, signal);
    if (this.#opened === undefined) this.#opened = { backend, model, data };
    else if (this.#opened.model.hash !== model.hash) throw runErrors.changedUnderway({ what: 'model' });
    else if (!sameLabels(this.#opened.data, data)) throw runErrors.changedUnderway({ what: 'data' });
    else if (versionsOf(this.#opened.backend) !== versionsOf(backend)) throw runErrors.changedUnderway({ what: 'backend' });
  }
}

function sameLabels({ labels }: DataSummary, { labels: others }: DataSummary): boolean {
  return labels.length === others.length && labels.every((label, image) => label === others[image]);
}

function versionsOf({ name, device, versions }: BackendDescription): string {
  return JSON.stringify([name, device, Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
