import { PauseSwitch } from '../engine/training/pauseSwitch';
import type { LiveTraining } from '../engine/training/trainingListing';
import { trainingErrors } from '../protocol/errors';
import type { TrainingMoment } from '../protocol/training';

/** A training of this server, from its request to its answer. */
export class TrainingHere {
  readonly pause = new PauseSwitch();
  /** Ends it; its checkpoint is kept. */
  readonly stop = new AbortController();
  /** Once it is this server's. */
  folder: string | undefined;
  moment: TrainingMoment | null = null;

  constructor(readonly workId: string) {}
}

/** The trainings that go on in this server. */
export class TrainingsHere {
  readonly #running = new Set<TrainingHere>();

  /** Trains; the signal that is handed on is aborted when the user stops it, too. */
  async run<T>(workId: string, signal: AbortSignal, train: (own: TrainingHere, stopped: AbortSignal) => Promise<T>): Promise<T> {
    const own = new TrainingHere(workId);
    this.#running.add(own);
    try {
      return await train(own, AbortSignal.any([signal, own.stop.signal]));
    } finally {
      this.#running.delete(own);
    }
  }

  /** @throws LPR-720 where this server does not train in the folder */
  running(folder: string): TrainingHere {
    const own = this.#find(folder);
    if (own === undefined) throw trainingErrors.notTrainedHere({ folder });
    return own;
  }

  of(folder: string): LiveTraining | undefined {
    const own = this.#find(folder);
    return own === undefined ? undefined : { isPaused: own.pause.isPaused, moment: own.moment };
  }

  #find(folder: string): TrainingHere | undefined {
    return [...this.#running].find((own) => own.folder === folder);
  }
}
