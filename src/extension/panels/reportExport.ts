import path from 'node:path';
import * as vscode from 'vscode';
import { hostErrors } from '../../protocol/errors';
import { reportRequests, type ExportFormat, type ExportSubject } from '../../protocol/reportDetails';
import type { Extension } from '../extensionParts';
import { saveExport } from './saveExport';

/**
 * Asks where to, and writes an export of a run's report there.
 *
 * @param picture the PNG as the page has drawn it; without it the server writes a text of that format
 * @throws LPR-615 where the disk says no, LPR-530 where outcomes are missing
 */
export async function exportReport(extension: Extension, run: string, subject: ExportSubject, format: ExportFormat | 'png', picture?: Uint8Array): Promise<void> {
  const name = subject.view === 'report' ? path.basename(run) : `${path.basename(run)}-${subject.view}`;
  await saveExport(extension, vscode.l10n.t('Export the report'), name, format, () => (picture === undefined ? textOf(extension.server, run, subject, format) : Promise.resolve(picture)));
}

async function textOf(server: Extension['server'], folder: string, subject: ExportSubject, format: ExportFormat | 'png'): Promise<Uint8Array> {
  if (format === 'png') throw hostErrors.unexpected({ reason: 'a picture was not drawn' });
  const { text } = await server.request(reportRequests.export, { folder, question: { subject, format } });
  return Buffer.from(text, 'utf8');
}
