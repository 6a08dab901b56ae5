import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { runErrors } from '../../protocol/errors';
import { parsedJson } from '../parsedJson';
import { diskError } from './diskError';
import { Journal } from './journal';
import { RunLock, type WriterKind } from './runLock';
import { writeFileAtomically } from './writeFileAtomically';

export interface JobFolderQuestion {
  readonly folder: string;
  /** SHA-256 of all that decides the bytes of the results: the journal of another question is refused. */
  readonly hash: string;
  /** Names of the results that the folder may hold. */
  readonly results: readonly string[];
  /** Receives each finished block that the journal holds; false where it does not fit. */
  readonly onRecord: (record: Uint8Array) => boolean;
  /** What kind of process this is, for others that want to work on it. Default: a terminal. */
  readonly writer?: WriterKind;
}

/**
 * The right to work on one job with a folder of its own: its journal takes finished blocks, so that the same question goes on
 * after any end, and its results are written at the end.
 */
export class JobFolder {
  private constructor(
    private readonly folder: string,
    private readonly lock: RunLock,
    private readonly journal: Journal,
  ) {}

  /**
   * Opens a folder, new or not, and hands out the blocks that its journal holds.
   * @throws LPR-503 where another process works on it, 505 where it holds something else, 507 where its journal is another
   * question's, 501 and 502 where it cannot be written.
   */
  static async open({ folder, hash, results, onRecord, writer }: JobFolderQuestion): Promise<JobFolder> {
    try {
      await mkdir(folder, { recursive: true });
      const entry = (await readdir(folder)).find((name) => !isOwn(name, results));
      if (entry !== undefined) throw runErrors.notARun({ folder, entry });
    } catch (error) {
      throw diskError(error, folder);
    }
    const lock = await RunLock.take(folder, writer);
    const file = path.join(folder, 'journal');
    try {
      const { journal } = await Journal.open(file, hash, (record) => {
        if (!onRecord(record)) throw runErrors.journalOfOtherRun({ file });
      });
      return new JobFolder(folder, lock, journal);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Stores a finished block; it outlives this process once the promise has resolved. */
  append(record: Uint8Array): Promise<void> {
    return this.journal.append(record);
  }

  /** Writes one of the results. The one that says that all is there comes last. */
  async write(name: string, content: string | Uint8Array): Promise<void> {
    await writeFileAtomically(path.join(this.folder, name), content);
  }

  async close(): Promise<void> {
    try {
      await this.journal.close();
    } finally {
      await this.lock.release();
    }
  }
}

/** A result as it lies in a folder; undefined where there is none, or none of that form. */
export async function readResult<T>(folder: string, name: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readFile(path.join(folder, name), 'utf8').catch(() => 'null');
  const result = schema.safeParse(parsedJson(text));
  return result.success ? result.data : undefined;
}

/** The name of a job's folder: what it is about, as every file system takes it, and the beginning of its hash. */
export function jobFolderName(about: readonly string[], hash: string): string {
  const plain = about.map((part) => part.replace(/[^\p{L}\p{N}._]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '').slice(0, 40));
  return [...plain.filter((part) => part !== ''), hash.slice(0, 8)].join('-');
}

/** A file of ours, or what an interrupted writing of one left behind. */
function isOwn(entry: string, results: readonly string[]): boolean {
  const [whole] = entry.split(/\.[^.]+\.(?:tmp|stale)$/);
  return ['journal', 'lock', ...results].includes(whole ?? '');
}
