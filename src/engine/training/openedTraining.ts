import type { BackendChoice, BackendDescription, DataLocation } from '../../protocol/computeMessages';
import { openBackendRequest } from '../../protocol/computeMessages';
import { runErrors } from '../../protocol/errors';
import type { Training } from '../../protocol/training';
import { openTrainingRequest, restoreTrainingRequest, type TrainingSummary } from '../../protocol/trainingMessages';
import type { ComputeProcess } from '../pool/computeProcess';
import { beginning, type Checkpoint, type TrainingPlace } from './checkpoint';
import { identityOf, type TrainingIdentity } from './trainingIdentity';

/** Opens the training in each fresh process, and puts it where the last checkpoint was. */
export class OpenedTraining {
  /** Where a fresh process is to go on from. */
  checkpoint: Checkpoint | undefined;
  /** Where the training stands: back at the checkpoint as soon as a process had to be replaced. */
  place: TrainingPlace = beginning;
  #opened: { readonly backend: BackendDescription; readonly summary: TrainingSummary } | undefined;

  constructor(
    private readonly training: Training,
    private readonly choice: BackendChoice,
    private readonly location: DataLocation,
    private readonly preparers: number,
  ) {}

  get summary(): TrainingSummary {
    if (this.#opened === undefined) throw new Error('No compute process has opened the training yet');
    return this.#opened.summary;
  }

  get identity(): TrainingIdentity {
    if (this.#opened === undefined) throw new Error('No compute process has opened the training yet');
    return identityOf(this.training, this.#opened.summary, this.#opened.backend);
  }

  async open(process: ComputeProcess, signal: AbortSignal): Promise<void> {
    const { subject, recipe, data } = this.training;
    const backend = await process.request(openBackendRequest, this.choice, signal);
    const first = this.#opened;
    const summary = await process.request(openTrainingRequest, { subject, location: this.location, resize: data.resize, recipe, preparers: this.preparers, hash: first === undefined }, signal);
    if (first === undefined) this.#opened = { backend, summary };
    else if (first.summary.model !== summary.model) throw runErrors.changedUnderway({ what: 'model' });
    else if (first.summary.trainingImages !== summary.trainingImages) throw runErrors.changedUnderway({ what: 'data' });
    if (this.checkpoint !== undefined) await process.request(restoreTrainingRequest, this.checkpoint.state, signal);
    this.place = this.checkpoint?.place ?? beginning;
  }
}
