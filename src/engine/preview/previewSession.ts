import {
  openBackendRequest,
  openDataRequest,
  openImagesRequest,
  openModelRequest,
  type BackendDescription,
  type DataLocation,
  type ImageShape,
  type ModelSummary,
} from '../../protocol/computeMessages';
import { runErrors } from '../../protocol/errors';
import { predictPreviewRequest, readPreviewRequest, type PredictionQuestion, type PreviewImage, type PreviewSubject, type TopClasses } from '../../protocol/preview';
import type { RunProgress } from '../../protocol/run';
import { computeEnvironment } from '../backend/computeEnvironment';
import { computeProgram } from '../backend/computeProgram';
import { resolveBackend } from '../backend/resolveBackend';
import { ComputePool, type ComputeWorker } from '../pool/computePool';
import type { ComputeProcess } from '../pool/computeProcess';
import { locateImages } from '../separation/separationJob';

export interface PreviewSessionOptions {
  readonly onLog?: (line: string) => void;
  /** The built compute program. Default: beside this bundle. */
  readonly computeScript?: string;
}

/** What a preview shows: how many images, of which classes, and what predicts them. */
export interface OpenedPreview {
  readonly count: number;
  /** Class of every image: the model's numbering where there is a model, else the data's own. */
  readonly labels: Int32Array;
  readonly classNames?: readonly string[];
  readonly model: { readonly input: ImageShape; readonly classCount: number } | null;
  readonly backend: string | null;
}

/** Reading a large model from a slow disk is the longest silence of a healthy process. */
const patience = 240_000;

/**
 * The images of a split, and a model, kept open in one compute process for questions in quick succession. It owns the
 * process, which starts with {@link open} and is started again where it ends by itself.
 */
export class PreviewSession {
  private constructor(
    readonly opened: OpenedPreview,
    private readonly pool: ComputePool,
    private readonly worker: ComputeWorker,
  ) {}

  /**
   * Opens what a preview is about; a dataset by name is fetched first.
   * @throws LPR-2xx to 4xx where it cannot be opened, 601 when aborted; no process is left then
   */
  static async open(subject: PreviewSubject, onProgress: (progress: RunProgress) => void, signal: AbortSignal, options: PreviewSessionOptions = {}): Promise<PreviewSession> {
    const { onLog = () => undefined, computeScript = computeProgram() } = options;
    const location = await locateImages(subject.data, onProgress, signal);
    onProgress({ phase: 'starting', message: subject.model === null ? 'Opening the images' : 'Opening the model and the images' });
    const choice = subject.model === null ? undefined : (await resolveBackend(subject.backend, signal)).choice;
    let opened: OpenedPreview | undefined;
    const pool = new ComputePool({
      script: computeScript,
      environment: computeEnvironment(choice?.name ?? 'wasm'),
      patience,
      onLog,
      prepare: async (process, stop) => {
        const backend = choice === undefined ? undefined : await process.request(openBackendRequest, choice, stop);
        const found = await openSubject(process, subject, location, backend, stop);
        if (opened !== undefined && found.count !== opened.count) throw runErrors.changedUnderway({ what: 'data' });
        opened ??= found;
      },
    });
    try {
      const worker = pool.addWorker();
      const found = await worker.run('opening the images', signal, () => Promise.resolve(opened));
      if (found === undefined) throw new Error('A prepared process has told what it opened');
      return new PreviewSession(found, pool, worker);
    } catch (error) {
      await pool.end();
      throw error;
    }
  }

  /** Some images, in the order asked for. @throws LPR-45x where the process fails, 601 when aborted */
  read(images: Uint32Array, signal: AbortSignal): Promise<PreviewImage[]> {
    return this.worker.run('reading images', signal, (process) => process.request(readPreviewRequest, { images }, signal));
  }

  /** What the model makes of images under one corruption. @throws LPR-2xx where the model cannot be run, 601 when aborted */
  predict(question: PredictionQuestion, signal: AbortSignal): Promise<TopClasses[]> {
    return this.worker.run('predicting images', signal, (process) => process.request(predictPreviewRequest, question, signal));
  }

  /** Ends the process and awaits that it is gone. */
  end(): Promise<void> {
    return this.pool.end();
  }
}

async function openSubject(
  process: ComputeProcess,
  { model, split, resize }: PreviewSubject,
  location: DataLocation,
  backend: BackendDescription | undefined,
  signal: AbortSignal,
): Promise<OpenedPreview> {
  if (model === null || backend === undefined) {
    const images = await process.request(openImagesRequest, { location, split }, signal);
    return { ...images, model: null, backend: null };
  }
  const { path, ...description } = typeof model === 'string' ? { path: model } : model;
  const { input, classCount, classNames }: ModelSummary = await process.request(openModelRequest, { path, description }, signal);
  const question = { location, split, resize, input, classCount, hash: false, ...(classNames && { classNames }) };
  const data = await process.request(openDataRequest, question, signal);
  return { count: data.count, labels: data.labels, classNames: data.classNames, model: { input, classCount }, backend: backend.name };
}
