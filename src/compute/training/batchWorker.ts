import { parentPort, workerData } from 'node:worker_threads';
import { hostErrors, LprError } from '../../protocol/errors';
import { BatchMaker, type BatchQuestion } from './batchMaker';
import type { BatchAnswer, BatchOrder } from './batchThreads';

/** A thread of the compute process that makes batches into shared memory, one order after the other. */

const port = parentPort;
if (port === null) throw new Error('This is a worker thread');
const maker = new BatchMaker(workerData as BatchQuestion);
let last: Promise<void> = Promise.resolve();

port.on('message', (order: BatchOrder) => {
  last = last.then(() => make(order));
});

async function make({ number, ticket, images, labels }: BatchOrder): Promise<void> {
  let answer: BatchAnswer;
  try {
    const { count } = await maker.make(number, { images: new Float32Array(images), labels: new Float32Array(labels) });
    answer = { ticket, count };
  } catch (error) {
    const coded = error instanceof LprError ? error : hostErrors.unexpected({ reason: error instanceof Error ? error.message : String(error) }, error);
    answer = { ticket, problem: coded.toPlain() };
  }
  port?.postMessage(answer);
}
