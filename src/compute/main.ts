import { setImmediate } from 'node:timers/promises';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter, ResponseError, type CancellationToken } from 'vscode-jsonrpc/node';
import { computeLogNotification, corruptImagesRequest, evaluateBlockRequest, hashDataRequest, isAliveRequest, openBackendRequest, openDataRequest, openImagesRequest, openModelRequest } from '../protocol/computeMessages';
import { findCriticalEpsilonsRequest } from '../protocol/criticalEpsilon';
import { endWithParent } from '../protocol/endWithParent';
import { hostErrors, LprError, type PlainError } from '../protocol/errors';
import { measureOverlapCurveRequest } from '../protocol/geometryMessages';
import { predictPreviewRequest, readPreviewRequest } from '../protocol/preview';
import { findNeighboursRequest, measureOverlapRequest, openComparisonRequest, readPictureRequest, readPicturesRequest } from '../protocol/separation';
import { openTrainingRequest, restoreTrainingRequest, trainingStateRequest, trainStretchRequest, validateRequest } from '../protocol/trainingMessages';
import { openBackend, type OpenBackend } from './backend/openBackend';
import { CorruptionImages } from './commonCorruptionImages';
import { CriticalEpsilonFinder } from './criticalEpsilon';
import { dataContentHash, openData, type OpenData } from './data/openData';
import { BlockEvaluator } from './evaluateBlock';
import { openModel, type OpenModel } from './model/openModel';
import { predictPreview, readPreview, type PreviewSource } from './previewImages';
import { Comparison } from './separation/comparison';
import { measureOverlapCurve } from './separation/overlapCurveMeasurement';
import { measureOverlap } from './separation/overlapMeasurement';
import { readPicture, samplePictures } from './separation/picture';
import { TrainingSession } from './training/trainingSession';

/** The compute process: answers the engine's requests over the fork's channel, and ends when that closes. */

// What libraries print to stdout is no answer to anybody; the parent keeps it with stderr for the log.
const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
let backend: OpenBackend | undefined;
let model: OpenModel | undefined;
let data: OpenData | undefined;
let images: CorruptionImages | undefined;
let evaluator: BlockEvaluator | undefined;
let criticalEpsilons: CriticalEpsilonFinder | undefined;
let comparison: Comparison | undefined;
let training: TrainingSession | undefined;

process.once('disconnect', () => process.exit(0));
// The parent may have died while this program was being loaded.
if (!process.connected) process.exit(0);
endWithParent(3000);
// Ctrl+C reaches the whole terminal group; it is the parent's to decide, and it closes the channel.
process.on('SIGINT', () => undefined);

connection.onRequest(isAliveRequest, () => true as const);

connection.onRequest(openBackendRequest, (choice) =>
  answer(async () => {
    backend = await openBackend(choice);
    return backend.description;
  }),
);

connection.onRequest(openModelRequest, (question) =>
  answer(async () => {
    if (backend === undefined) throw outOfOrder('the model before the backend');
    model = await openModel(backend.tf, question);
    return model.summary;
  }),
);

connection.onRequest(openDataRequest, (question) =>
  answer(async () => {
    if (model === undefined) throw outOfOrder('the data before the model');
    data = await openData(question);
    evaluator = new BlockEvaluator({ model, data });
    criticalEpsilons = new CriticalEpsilonFinder({ model, data });
    return data.summary;
  }),
);

connection.onRequest(hashDataRequest, (question) => answer(() => dataContentHash(question)));

connection.onRequest(evaluateBlockRequest, (block, token) =>
  answer(() => {
    if (evaluator === undefined) throw outOfOrder('a block before the data');
    return evaluator.evaluate(block, () => wasCancelled(token));
  }),
);

connection.onRequest(findCriticalEpsilonsRequest, (block, token) =>
  answer(() => {
    if (criticalEpsilons === undefined) throw outOfOrder('a block before the data');
    return criticalEpsilons.find(block, () => wasCancelled(token));
  }),
);

connection.onRequest(openComparisonRequest, (question) =>
  answer(async () => {
    comparison = await Comparison.open(question);
    return comparison.summary;
  }),
);

connection.onRequest(findNeighboursRequest, (block, token) =>
  answer(() => {
    if (comparison === undefined) throw outOfOrder('neighbours before the comparison');
    return comparison.neighbours(block, () => wasCancelled(token));
  }),
);

connection.onRequest(readPictureRequest, (question) => answer(() => readPicture(question)));

connection.onRequest(readPicturesRequest, (question) => answer(() => samplePictures(question)));

connection.onRequest(measureOverlapCurveRequest, (question, token) => answer(() => measureOverlapCurve(question, () => wasCancelled(token))));

connection.onRequest(measureOverlapRequest, (question, token) => answer(() => measureOverlap(question, () => wasCancelled(token))));

connection.onRequest(openImagesRequest, (question) =>
  answer(async () => {
    images = await CorruptionImages.open(question);
    return images.summary;
  }),
);

connection.onRequest(corruptImagesRequest, (block, token) =>
  answer(() => {
    if (images === undefined) throw outOfOrder('a corruption before the images');
    return images.corrupt(block, () => wasCancelled(token));
  }),
);

connection.onRequest(readPreviewRequest, ({ images }, token) => answer(() => readPreview(previewSource(), images, () => wasCancelled(token))));

connection.onRequest(predictPreviewRequest, (question, token) =>
  answer(() => {
    if (model === undefined) throw outOfOrder('a prediction before the model');
    return predictPreview(previewSource(), model, question, () => wasCancelled(token));
  }),
);

connection.onRequest(openTrainingRequest, (question) =>
  answer(async () => {
    if (backend === undefined) throw outOfOrder('a training before the backend');
    await training?.close();
    training = await TrainingSession.open(backend, question);
    return training.summary;
  }),
);

connection.onRequest(restoreTrainingRequest, (state) =>
  answer(() => {
    opened(training).restore(state);
    return Promise.resolve(null);
  }),
);

connection.onRequest(trainingStateRequest, () => answer(() => opened(training).state()));

connection.onRequest(trainStretchRequest, (stretch, token) => answer(() => opened(training).train(stretch, () => wasCancelled(token))));

connection.onRequest(validateRequest, (_, token) => answer(() => opened(training).validate(() => wasCancelled(token))));

connection.listen();

/** The images as the model takes them, where one is open, else as they are stored. */
function previewSource(): PreviewSource {
  if (model === undefined || data === undefined) {
    if (images === undefined) throw outOfOrder('a preview before the images');
    return images;
  }
  const shape = model.summary.input;
  const opened = data;
  return {
    labels: opened.summary.labels,
    read: async (image) => {
      const values = new Float32Array(shape.height * shape.width * shape.channels);
      await opened.read([image], values);
      return { shape, values };
    },
  };
}

/** Lets the channel be read, on which a cancellation may be waiting: the arithmetic between keeps the event loop busy. */
async function wasCancelled(token: CancellationToken): Promise<boolean> {
  await setImmediate();
  return token.isCancellationRequested;
}

/** A failure crosses as a coded error, so that it keeps its code. */
async function answer<R>(work: () => Promise<R>): Promise<R | ResponseError<PlainError>> {
  try {
    return await work();
  } catch (error) {
    const coded = error instanceof LprError ? error : hostErrors.unexpected({ reason: describe(error) }, error);
    if (!(error instanceof LprError)) await connection.sendNotification(computeLogNotification, error instanceof Error ? String(error.stack) : String(error));
    return new ResponseError(-32000, coded.message, coded.toPlain());
  }
}

function opened(session: TrainingSession | undefined): TrainingSession {
  if (session === undefined) throw outOfOrder('a stretch before the training');
  return session;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function outOfOrder(what: string): LprError {
  return hostErrors.unexpected({ reason: `${what} was asked for` });
}
