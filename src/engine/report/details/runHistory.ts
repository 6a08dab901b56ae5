import path from 'node:path';
import { runErrors } from '../../../protocol/errors';
import type { ReportAnswer } from '../../../protocol/reportDetails';
import { readManifest } from '../../run/manifest';

/** When the run in a folder was made and worked on. @throws LPR-506 where it has no manifest that can be read */
export async function runHistory(folder: string): Promise<ReportAnswer<'history'>> {
  const manifest = await readManifest(folder);
  if (manifest === undefined) throw runErrors.manifestUnreadable({ file: path.join(folder, 'manifest.json'), reason: 'it is gone' });
  return {
    created: manifest.created,
    sessions: manifest.sessions.map(({ started, ended, outcome, workers, host, platform }) => ({
      started,
      ended: ended ?? null,
      outcome: outcome ?? null,
      workers: workers ?? null,
      host,
      platform,
    })),
  };
}
