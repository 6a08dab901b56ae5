import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { hostErrors } from '../../protocol/errors';
import type { Report } from '../../protocol/report';
import { largestReport, parseReport } from '../../protocol/reportText/parseReport';

/** Reads the report of a finished run. @throws LPR-606 where there is none, or none that can be understood */
export async function readReport(folder: string): Promise<Report> {
  const file = path.join(folder, 'report.json');
  try {
    if ((await stat(file)).size > largestReport) throw new Error('it is larger than 64 MiB');
    return parseReport(await readFile(file, 'utf8'));
  } catch (error) {
    throw hostErrors.reportUnreadable({ file, reason: error instanceof Error ? error.message : String(error) }, error);
  }
}
