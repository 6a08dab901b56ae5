import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { hostErrors } from '../../protocol/errors';
import { reportSchema, type Report } from '../../protocol/report';

/** Reads the report of a finished run. @throws LPR-606 where there is none, or none that can be understood */
export async function readReport(folder: string): Promise<Report> {
  const file = path.join(folder, 'report.json');
  try {
    return reportSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw hostErrors.reportUnreadable({ file, reason: error instanceof Error ? error.message : String(error) }, error);
  }
}
