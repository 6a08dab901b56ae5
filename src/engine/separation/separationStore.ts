import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { runErrors } from '../../protocol/errors';
import { separationReportSchema, type Neighbours, type SeparationReport } from '../../protocol/separation';
import { diskError } from '../run/diskError';
import { Journal } from '../run/journal';
import { RunLock } from '../run/runLock';
import { writeFileAtomically } from '../run/writeFileAtomically';
import { decodeNeighbours, encodeNeighbours } from './neighbourRecord';
import type { SeparationWork } from './separationWork';

/** Raised whenever a change can change a distance: a journal of an older version is then another question's. */
const separationVersion = '1';

/** Names that the folder of a separation may hold. */
const ownEntries = /^(journal|neighbours\.parquet|separation\.json|lock)(\..+\.(tmp|stale))?$/;

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
  const text = await readFile(reportFile(folder), 'utf8').catch(() => 'null');
  const report = separationReportSchema.safeParse(parsed(text));
  return report.success && identityHash(report.data) === identityHash(identity) ? { ...report.data, data: identity.data } : undefined;
}

/** The right to work on one separation: its journal takes finished blocks, so that the same question goes on after any end. */
export class SeparationSession {
  private constructor(
    private readonly folder: string,
    private readonly lock: RunLock,
    private readonly journal: Journal,
  ) {}

  /**
   * Opens a folder, new or not, and hands the blocks that its journal holds to `work`.
   * @throws LPR-503 where another process works on it, 505 where it holds something else, 507 where its journal is another
   * question's, 501 and 502 where it cannot be written.
   */
  static async open(folder: string, identity: SeparationIdentity, work: SeparationWork): Promise<SeparationSession> {
    try {
      await mkdir(folder, { recursive: true });
      const entry = (await readdir(folder)).find((name) => !ownEntries.test(name));
      if (entry !== undefined) throw runErrors.notARun({ folder, entry });
    } catch (error) {
      throw diskError(error, folder);
    }
    const lock = await RunLock.take(folder);
    const file = path.join(folder, 'journal');
    try {
      const { journal } = await Journal.open(file, identityHash(identity), (record) => {
        const block = decodeNeighbours(record);
        if (block === undefined || !work.add(block.block, block.found)) throw runErrors.journalOfOtherRun({ file });
      });
      return new SeparationSession(folder, lock, journal);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  append(block: number, found: Neighbours): Promise<void> {
    return this.journal.append(encodeNeighbours(block, found));
  }

  /** Writes the results: the report last, since it says that all is there. */
  async finish(neighbours: Uint8Array, report: SeparationReport): Promise<void> {
    await writeFileAtomically(path.join(this.folder, 'neighbours.parquet'), neighbours);
    await writeFileAtomically(reportFile(this.folder), `${JSON.stringify(report, null, 2)}\n`);
  }

  async close(): Promise<void> {
    try {
      await this.journal.close();
    } finally {
      await this.lock.release();
    }
  }
}

function reportFile(folder: string): string {
  return path.join(folder, 'separation.json');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
