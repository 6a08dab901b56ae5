import path from 'node:path';
import type { Connection } from 'vscode-languageserver/node';
import { loadExport } from '../engine/report/loadExport';
import { readTransferReport } from '../engine/transfer/readTransferReport';
import { readTransfer } from '../engine/transfer/transferFile';
import { transferJob } from '../engine/transfer/transferJob';
import { hostErrors } from '../protocol/errors';
import type { RunProgress } from '../protocol/run';
import { transferFileRequest, transferPictureRequest, transferReportRequest } from '../protocol/transferMessages';
import { transferFolder } from '../protocol/transferNames';
import { answer, toldUnder, type WorkInProgress } from './answer';
import type { Workspace } from './workspace';

/**
 * Runs transfer experiments for the extension, and answers what the page of a table asks. The page's questions read the
 * experiment's report alone, so they work in Restricted Mode.
 * @param onRun Told that there may be other runs than before.
 */
export function answerTransfer(connection: Connection, work: WorkInProgress, workspace: Workspace, onRun: () => void): void {
  answer(connection, work, transferFileRequest, async ({ workId, folder, file }, signal) => {
    if (!workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
    const transfer = await readTransfer(file);
    const { onProgress, onLog } = toldUnder(connection, workId);
    const leftOut = new Set<string>();
    try {
      const state = path.join(folder, '.lp-robustness');
      const result = await transferJob(transfer, {
        folder: state,
        out: transferFolder(state, file),
        signal,
        writer: 'window',
        onLog,
        onProgress: (progress) => onProgress(withLeftOut(progress, leftOut.size)),
        onModel: ({ strategy, model }, { phase }) => {
          if (phase === 'failed') leftOut.add(`${strategy}/${model}`);
        },
      });
      return { folder: result.folder };
    } finally {
      onRun();
    }
  });
  answer(connection, work, transferReportRequest, ({ folder }) => readTransferReport(folder));
  answer(connection, work, transferPictureRequest, async ({ folder, view }) => {
    const { transferFigure } = await loadExport();
    return { svg: transferFigure(await readTransferReport(folder), view).svg };
  });
}

/** Says beside what is being done how many models could not be had; the table says which and why. */
function withLeftOut(progress: RunProgress, count: number): RunProgress {
  if (count === 0 || progress.phase !== 'evaluating' || progress.activity === undefined) return progress;
  return { ...progress, activity: { ...progress.activity, verb: `${progress.activity.verb}, ${count} left out` } };
}
