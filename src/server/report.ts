import path from 'node:path';
import type { Connection } from 'vscode-languageserver/node';
import { RunDetails } from '../engine/report/details/runDetails';
import { RunImages } from '../engine/report/details/runImages';
import { loadExport } from '../engine/report/loadExport';
import { readRunReport } from '../engine/report/readRunReport';
import { labelSafetyNotes } from '../engine/separation/labelSafetyNotes';
import { runHistory } from '../engine/report/details/runHistory';
import { hostErrors } from '../protocol/errors';
import { reportRequests } from '../protocol/reportDetails';
import { answer, type WorkInProgress } from './answer';
import { ReportImages } from './reportImages';
import { separationsFolderOf } from './separation';
import type { Workspace } from './workspace';

/** Reports whose outcomes are kept in memory: one that is read and one that it is compared with. */
const keptReports = 2;

/** Answers what the page of a report asks. Reads the run's folder; `pictures` alone opens the model and the images. */
export function answerReport(connection: Connection, work: WorkInProgress, workspace: Workspace): void {
  const kept = new Map<string, { readonly text: string; readonly details: RunDetails }>();
  const images = new ReportImages((folder, report, signal) => RunImages.open(folder, report, signal, { onLog: (line) => connection.console.info(line) }));

  work.afterwards(() => images.end());

  /** A report is read at every question: it is small, and may have been written anew. */
  const detailsOf = async (folder: string): Promise<RunDetails> => {
    const { report, text } = await readRunReport(folder);
    const known = kept.get(folder);
    kept.delete(folder);
    if (known !== undefined && known.text !== text) known.details.end();
    const entry = known?.text === text ? known : { text, details: new RunDetails(folder, report) };
    kept.set(folder, entry);
    for (const [other, { details }] of kept) {
      if (kept.size <= keptReports) break;
      details.end();
      kept.delete(other);
    }
    return entry.details;
  };

  answer(connection, work, reportRequests.classes, async ({ folder, question }, signal) => (await detailsOf(folder)).classes(question, signal));
  answer(connection, work, reportRequests.calibration, async ({ folder, question }, signal) => (await detailsOf(folder)).calibration(question, signal));
  answer(connection, work, reportRequests.realised, async ({ folder }, signal) => (await detailsOf(folder)).realised(signal));
  answer(connection, work, reportRequests.flips, async ({ folder, question }, signal) => (await detailsOf(folder)).flips(question, signal));
  answer(connection, work, reportRequests.pictures, async ({ folder, question }, signal) => {
    if (!workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
    return images.pictures(folder, (await detailsOf(folder)).report, question, signal);
  });
  answer(connection, work, reportRequests.labelSafety, async ({ folder }) => {
    const { report } = await readRunReport(folder);
    // A run lies in .lp-robustness/runs of its workspace.
    return { notes: await labelSafetyNotes(separationsFolderOf(path.resolve(folder, '../../..')), report) };
  });
  answer(connection, work, reportRequests.history, ({ folder }) => runHistory(folder));
  answer(connection, work, reportRequests.export, async ({ folder, question }, signal) => {
    const { exportReport } = await loadExport();
    return { text: await exportReport(await detailsOf(folder), question.subject, question.format, signal) };
  });
}
