import { z } from 'zod';
import { hostErrors, LprError, runErrors } from '../../../protocol/errors';
import type { DataLocation } from '../../../protocol/computeMessages';
import { datasetNameSchema, modelDescriptionSchema } from '../../../protocol/experiment';
import { predictPreviewRequest, readPreviewRequest, type PreviewColumn, type TopClasses } from '../../../protocol/preview';
import type { Report } from '../../../protocol/report';
import type { ReportAnswer, ReportParams } from '../../../protocol/reportDetails';
import { everyCell, isCommon, type AnyReportCell } from '../../../protocol/reportText/reportCells';
import type { Experiment } from '../../../protocol/run';
import { computeEnvironment } from '../../backend/computeEnvironment';
import { computeProgram } from '../../backend/computeProgram';
import { resolveBackend } from '../../backend/resolveBackend';
import { datasetFolder, isCached } from '../../dataset/fetchDataset';
import { EvaluationSubject } from '../../evaluationSubject';
import { parsedJson } from '../../parsedJson';
import { ComputePool, type ComputeWorker } from '../../pool/computePool';
import { readManifest } from '../../run/manifest';
import { samplerVersion } from '../../versions';

export interface RunImagesOptions {
  readonly onLog?: (line: string) => void;
  /** The built compute program. Default: beside this bundle. */
  readonly computeScript?: string;
}

/** Classes told of each prediction. */
const topClasses = 3;
/** Reading a large model from a slow disk is the longest silence of a healthy process. */
const patience = 240_000;

const askedModelSchema = z.object({ path: z.string(), description: modelDescriptionSchema });
const askedDataSchema = z.object({ source: z.string(), resize: z.boolean() });

/**
 * The model and the images of a finished run, opened again in a compute process and found to be what the run was made
 * with. It owns the process, which is started again where it ends by itself.
 */
export class RunImages {
  private constructor(
    private readonly report: Report,
    private readonly pool: ComputePool,
    private readonly worker: ComputeWorker,
  ) {}

  /**
   * @throws LPR-531 where model or data have another content than the run's, 532 where another sampler drew it, 2xx to 4xx
   * where something cannot be opened, 533 where a dataset is in the cache no more, 601 when aborted; no process is left then
   */
  static async open(folder: string, report: Report, signal: AbortSignal, options: RunImagesOptions = {}): Promise<RunImages> {
    if (report.versions.sampler !== samplerVersion) throw runErrors.otherSampler({ version: report.versions.sampler });
    const experiment = await experimentOf(folder, report);
    const { choice } = await resolveBackend(report.backend.name, signal);
    const subject = new EvaluationSubject(experiment, choice, await locate(experiment.data.source));
    const pool = new ComputePool({
      script: options.computeScript ?? computeProgram(),
      environment: computeEnvironment(choice.name),
      patience,
      ...(options.onLog && { onLog: options.onLog }),
      prepare: (process, stop) => subject.open(process, stop),
    });
    try {
      const worker = pool.addWorker();
      await worker.run('opening the model and the images', signal, () => Promise.resolve());
      const { model, data } = subject.opened;
      if (model.hash !== report.model.hash) throw runErrors.changedSince({ what: 'model', path: experiment.model.path });
      if (data.hash !== report.data.hash) throw runErrors.changedSince({ what: 'data', path: experiment.data.source });
      return new RunImages(report, pool, worker);
    } catch (error) {
      await pool.end();
      throw error;
    }
  }

  /** An image as the run read it, and what the model makes of it and of its corruption. @throws LPR-3xx, 45x, 601 */
  async pictures({ cell, image, draw }: ReportParams<'pictures'>, signal: AbortSignal): Promise<ReportAnswer<'pictures'>> {
    const { seed, data } = this.report;
    const asked = everyCell(this.report)[cell];
    if (asked === undefined || image >= data.count) throw hostErrors.unexpected({ reason: `the report has no cell ${cell} or no image ${image}` });
    const images = Uint32Array.of(image);
    const corruption = corruptionOf(asked);
    return this.worker.run(`image ${image}`, signal, async (process) => {
      const [read] = await process.request(readPreviewRequest, { images }, signal);
      if (read === undefined) throw hostErrors.unexpected({ reason: `image ${image} was not read` });
      if ('error' in read) throw LprError.fromPlain(read.error);
      const predict = async (of: PreviewColumn['corruption']): Promise<NonNullable<TopClasses>> => {
        const [found] = await process.request(predictPreviewRequest, { images, column: { corruption: of, seed, draw }, top: topClasses }, signal);
        return found ?? { classes: [], confidences: [] };
      };
      const [before, after] = [await predict(null), await predict(corruption)];
      const { shape, values } = read;
      const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
      return {
        shape,
        values: bytes.toString('base64'),
        type: values instanceof Uint8Array ? 'bytes' : 'float32',
        before: { classes: [...before.classes], confidences: [...before.confidences] },
        after: { classes: [...after.classes], confidences: [...after.confidences] },
      };
    });
  }

  /** Ends the process and awaits that it is gone. */
  end(): Promise<void> {
    return this.pool.end();
  }
}

function corruptionOf(cell: AnyReportCell): NonNullable<PreviewColumn['corruption']> {
  if (isCommon(cell)) return { kind: 'common', name: cell.corruption, severity: cell.severity };
  const { norm, sampling, unit, epsilon } = cell;
  return { kind: 'noise', law: { norm, sampling, unit }, epsilon };
}

/** What to open, as the run's manifest says it was asked for. */
async function experimentOf(folder: string, { seed, draws, backend }: Report): Promise<Experiment> {
  const manifest = await readManifest(folder);
  if (manifest === undefined) throw runErrors.manifestUnreadable({ file: `${folder}/manifest.json`, reason: 'it is gone' });
  const { asked } = manifest;
  const model = askedModelSchema.safeParse(parsedJson(asked.model));
  const data = askedDataSchema.safeParse(parsedJson(asked.data));
  const split = asked.split === 'train' ? 'train' : 'test';
  if (!model.success || !data.success) throw runErrors.manifestUnreadable({ file: `${folder}/manifest.json`, reason: 'it does not say which model and images were evaluated' });
  return { model: model.data, data: data.data, suite: 'paper', split, seed, draws, backend: backend.name };
}

/** Where the images are; what is not in the cache any more is not fetched for a picture. */
async function locate(source: string): Promise<DataLocation> {
  const named = datasetNameSchema.safeParse(source);
  if (!named.success) return { kind: 'path', path: source };
  if (!(await isCached(named.data))) throw runErrors.datasetGone({ name: named.data });
  return { kind: 'dataset', name: named.data, folder: datasetFolder(named.data) };
}
