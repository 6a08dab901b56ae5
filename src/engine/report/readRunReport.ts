import { readFile, stat } from 'node:fs/promises';
import { hostErrors } from '../../protocol/errors';
import type { Report } from '../../protocol/report';
import { largestReport, parseReport } from '../../protocol/reportText/parseReport';
import { reportFile } from '../run/runSession';

/** The report of a finished run, with the text of its file. @throws LPR-606 where there is none, or none that can be understood */
export async function readRunReport(folder: string): Promise<{ readonly report: Report; readonly text: string }> {
  const file = reportFile(folder);
  try {
    if ((await stat(file)).size > largestReport) throw new Error('it is larger than 64 MiB');
    const text = await readFile(file, 'utf8');
    return { report: parseReport(text), text };
  } catch (error) {
    throw hostErrors.reportUnreadable({ file, reason: error instanceof Error ? error.message : String(error) }, error);
  }
}
