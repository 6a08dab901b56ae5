import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import type { BlockOutcomes } from '../../protocol/computeMessages';
import { runErrors } from '../../protocol/errors';
import { decodeBlockRecord, encodeBlockRecord } from './blockRecord';
import { Journal } from './journal';
import { writeManifest, type Manifest, type Session } from './manifest';
import type { RunLock } from './runLock';
import { writeFileAtomically } from './writeFileAtomically';

export const reportFile = (folder: string): string => path.join(folder, 'report.json');
const outcomesFile = (folder: string): string => path.join(folder, 'outcomes.parquet');
export const journalFile = (folder: string): string => path.join(folder, 'journal');

/** Receives each block that the journal holds; false where it does not fit the plan. */
export type BlockReceiver = (block: number, outcomes: BlockOutcomes) => boolean;

/** The right to go on with one run, from taking its lock to {@link close}. */
export class RunSession {
  private constructor(
    readonly folder: string,
    private manifest: Manifest,
    private readonly lock: RunLock,
    private readonly journal: Journal,
  ) {}

  /**
   * Begins a stretch of work on a run whose lock is held: reads the journal and notes the session in the manifest.
   * @throws LPR-507 where the journal is not this run's; LPR-501 or 502 where the folder cannot be written.
   */
  static async begin(folder: string, manifest: Manifest, lock: RunLock, onBlock: BlockReceiver): Promise<RunSession> {
    const file = journalFile(folder);
    const { journal, droppedBytes } = await Journal.open(file, manifest.questionHash, (record) => {
      const entry = decodeBlockRecord(record);
      if (entry === undefined || !onBlock(entry.block, entry.outcomes)) throw runErrors.journalOfOtherRun({ file });
    });
    const session: Session = {
      started: new Date().toISOString(),
      host: os.hostname(),
      pid: process.pid,
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
      ...(droppedBytes === 0 ? {} : { droppedBytes }),
    };
    const begun = new RunSession(folder, { ...manifest, sessions: [...manifest.sessions, session] }, lock, journal);
    try {
      await writeManifest(folder, begun.manifest);
      return begun;
    } catch (error) {
      await journal.close().catch(() => undefined);
      throw error;
    }
  }

  /** Stores a block's outcomes; they outlive this process once the promise has resolved. */
  append(block: number, outcomes: BlockOutcomes): Promise<void> {
    return this.journal.append(encodeBlockRecord(block, outcomes));
  }

  /** Writes the results and marks the run as finished: outcomes first, the report next, the manifest last. */
  async finish(outcomes: Uint8Array, report: string): Promise<void> {
    await writeFileAtomically(outcomesFile(this.folder), outcomes);
    await writeFileAtomically(reportFile(this.folder), report);
    this.manifest = { ...this.manifest, report: hashOf(report) };
    await writeManifest(this.folder, this.manifest);
  }

  /** Notes something about this session; it is written with the next change of the manifest. */
  note(facts: Partial<Session>): void {
    const sessions = this.manifest.sessions.slice(0, -1);
    const own = this.manifest.sessions.at(-1);
    if (own !== undefined) this.manifest = { ...this.manifest, sessions: [...sessions, { ...own, ...facts }] };
  }

  /** Ends the session and gives the lock back, whatever fails on the way. */
  async close(outcome: 'finished' | 'cancelled' | 'failed', failure?: string): Promise<void> {
    this.note({ ended: new Date().toISOString(), outcome, ...(failure === undefined ? {} : { failure }) });
    try {
      await this.journal.close();
      await writeManifest(this.folder, this.manifest);
    } finally {
      await this.lock.release();
    }
  }
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
