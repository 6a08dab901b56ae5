import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { hostErrors } from '../../protocol/errors';
import { largestReport } from '../../protocol/reportText/parseReport';
import { transferReportSchema, type TransferReport } from '../../protocol/transferReport';

/** The report of a transfer experiment. @throws LPR-606 where there is none, or none that can be understood */
export async function readTransferReport(folder: string): Promise<TransferReport> {
  const file = path.join(folder, 'report.json');
  try {
    if ((await stat(file)).size > largestReport) throw new Error('it is larger than 64 MiB');
    return transferReportSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw hostErrors.reportUnreadable({ file, reason: error instanceof Error ? error.message : String(error) }, error);
  }
}
