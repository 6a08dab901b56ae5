import { parentPort, workerData } from 'node:worker_threads';
import { Evaluation } from './evaluation';
import { finishedFiles, partialReport, type ReportAnswer, type ReportOrder, type ReportSubject } from './reportThread';

/** The program of the thread that makes reports: it takes blocks in as they are found, so that asking costs no copy of the table. */
const { experiment, opened } = workerData as ReportSubject;
const work = new Evaluation(experiment, opened);

parentPort?.on('message', (order: ReportOrder) => {
  switch (order.kind) {
    case 'block':
      work.add(order.number, order.outcomes);
      return;
    case 'partial':
      parentPort?.postMessage({ id: order.id, partial: partialReport(work, order.resamples) } satisfies ReportAnswer);
      return;
    case 'finish': {
      const { parquet, ...rest } = finishedFiles(work);
      // The writer hands out a part of a larger buffer: its own part alone crosses, without a second copy.
      const own = parquet.slice();
      parentPort?.postMessage({ id: order.id, finished: { ...rest, parquet: own } } satisfies ReportAnswer, [own.buffer]);
      return;
    }
  }
});
