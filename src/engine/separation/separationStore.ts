import { createHash } from 'node:crypto';
import { separationReportSchema, type Neighbours, type SeparationReport } from '../../protocol/separation';
import { JobFolder, readResult } from '../run/jobFolder';
import { decodeNeighbours, encodeNeighbours } from './neighbourRecord';
import type { SeparationWork } from './separationWork';

/** Raised whenever a change can change a distance: a journal of an older version is then another question's. */
const separationVersion = '1';

export const separationFile = 'separation.json';
const neighboursFile = 'neighbours.parquet';

/** What decides the bytes of a separation's report. Workers and times are not in it. */
export type SeparationIdentity = Pick<SeparationReport, 'norm' | 'between' | 'data' | 'limit' | 'seed' | 'version'>;

export function identityOf(question: Omit<SeparationIdentity, 'version'>): SeparationIdentity {
  return { ...question, version: separationVersion };
}

/** SHA-256 of what was asked; the data count by their content, not by where they lie. */
export function identityHash({ norm, between, data, limit, seed, version }: SeparationIdentity): string {
  return createHash('sha256').update(JSON.stringify([norm, between, data.hash, limit, seed, version])).digest('hex');
}

/** The report in a folder where it answers the question; undefined where there is none, or another question's. */
export async function finishedSeparation(folder: string, identity: SeparationIdentity): Promise<SeparationReport | undefined> {
  const report = await readResult(folder, separationFile, separationReportSchema);
  return report !== undefined && identityHash(report) === identityHash(identity) ? { ...report, data: identity.data } : undefined;
}

/** The right to work on one separation: its journal takes finished blocks, so that the same question goes on after any end. */
export class SeparationSession {
  private constructor(private readonly job: JobFolder) {}

  /**
   * Opens a folder, new or not, and hands the blocks that its journal holds to `work`.
   * @throws LPR-5xx as {@link JobFolder.open}
   */
  static async open(folder: string, identity: SeparationIdentity, work: SeparationWork): Promise<SeparationSession> {
    const job = await JobFolder.open({
      folder,
      hash: identityHash(identity),
      results: [separationFile, neighboursFile],
      onRecord: (record) => {
        const block = decodeNeighbours(record);
        return block !== undefined && work.add(block.block, block.found);
      },
    });
    return new SeparationSession(job);
  }

  append(block: number, found: Neighbours): Promise<void> {
    return this.job.append(encodeNeighbours(block, found));
  }

  /** Writes the results: the report last, since it says that all is there. */
  async finish(neighbours: Uint8Array, report: SeparationReport): Promise<void> {
    await this.job.write(neighboursFile, neighbours);
    await this.job.write(separationFile, `${JSON.stringify(report, null, 2)}\n`);
  }

  close(): Promise<void> {
    return this.job.close();
  }
}
