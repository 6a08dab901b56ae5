import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { LprError, runErrors } from '../../protocol/errors';
import { diskError, errorCode } from './diskError';
import { exists, mayBeRunning, ownIdentity } from './processIdentity';

/** What kind of process writes a run: the server of a window, a command in a terminal, or one that the user let go on by itself. */
const writerKindSchema = z.enum(['window', 'terminal', 'background']);
export type WriterKind = z.infer<typeof writerKindSchema>;

const lockSchema = z.object({ host: z.string(), pid: z.int().positive(), started: z.string().nullable(), token: z.string(), kind: writerKindSchema.default('terminal') });
type Lock = z.infer<typeof lockSchema>;

/** Attempts to take over a lock that others take over at the same time. */
const attempts = 20;

/** The right to write one run: a file named `lock` in its folder, stale once the process it names no longer runs. */
export class RunLock {
  private constructor(
    private readonly file: string,
    private readonly token: string,
  ) {}

  /** @throws LPR-503 where a running process holds it; LPR-501 or 502 where the folder cannot be written. */
  static async take(folder: string, kind: WriterKind = 'terminal'): Promise<RunLock> {
    const file = path.join(folder, 'lock');
    const own: Lock = { ...(await ownIdentity()), token: randomUUID(), kind };
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if (await create(file, own)) return new RunLock(file, own.token);
      const content = await readFile(file, 'utf8').catch(() => null);
      if (content === null) continue;
      const holder = parse(content);
      if (holder !== undefined && (await mayBeRunning(holder))) throw new RunInUse(folder, { host: holder.host, pid: holder.pid, kind: holder.kind });
      await removeStale(file, content);
    }
    throw runErrors.unwritable({ path: file, reason: 'other processes keep taking the lock' });
  }

  /** Gives the lock back, unless it is no longer ours. */
  async release(): Promise<void> {
    const content = await readFile(this.file, 'utf8').catch(() => '');
    if (parse(content)?.token === this.token) await rm(this.file, { force: true });
  }
}

/** Who writes a run. */
export interface RunWriter {
  readonly host: string;
  readonly pid: number;
  readonly kind: WriterKind;
}

/** LPR-503, with what is needed to follow the other one. */
export class RunInUse extends LprError {
  constructor(
    readonly folder: string,
    readonly writer: RunWriter,
  ) {
    const { code, happened, action } = runErrors.inUse({ folder, pid: writer.pid, host: writer.host, who: writerNames[writer.kind] });
    super(code, happened, action);
  }
}

const writerNames: Readonly<Record<WriterKind, string>> = { window: 'another window', terminal: 'a terminal', background: 'a run in the background' };

/**
 * Tells who writes a run, again and again. Where asking the system about a process starts another one (macOS, Windows),
 * that is done once a lock, and then only whether there is a process of its id.
 */
export class RunWriters {
  readonly #seen = new Map<string, { content: string; writer: RunWriter | undefined }>();

  /** The process that holds a run's lock; undefined without a lock, and for one whose process has ended. */
  async of(folder: string): Promise<RunWriter | undefined> {
    const content = await readFile(path.join(folder, 'lock'), 'utf8').catch(() => undefined);
    const holder = content === undefined ? undefined : parse(content);
    if (content === undefined || holder === undefined) {
      this.#seen.delete(folder);
      return undefined;
    }
    const last = this.#seen.get(folder);
    const isLookedUp = process.platform !== 'linux' && last?.content === content;
    if (isLookedUp && (last.writer?.host !== os.hostname() || exists(last.writer.pid))) return last.writer;
    const writer = (await mayBeRunning(holder)) ? { host: holder.host, pid: holder.pid, kind: holder.kind } : undefined;
    this.#seen.set(folder, { content, writer });
    return writer;
  }
}

/** Creates the lock with its whole content at once, so that nobody ever reads half of it. False where there is one. */
async function create(file: string, lock: Lock): Promise<boolean> {
  const temporary = `${file}.${lock.token}.tmp`;
  const content = JSON.stringify(lock);
  try {
    await writeNew(temporary, content);
    await link(temporary, file);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return false;
    // A file system without hard links (FAT, some network drives): creating exclusively is nearly as good.
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS' || code === 'EOPNOTSUPP') return await createExclusively(file, content);
    throw diskError(error, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function createExclusively(file: string, content: string): Promise<boolean> {
  try {
    await writeNew(file, content);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw diskError(error, file);
  }
}

async function writeNew(file: string, content: string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(content);
  } finally {
    await handle.close();
  }
}

/** Takes a stale lock away; where another process has just put its own in the place, that one is put back. */
async function removeStale(file: string, staleContent: string): Promise<void> {
  const aside = `${file}.${randomUUID()}.stale`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  const taken = await readFile(aside, 'utf8').catch(() => staleContent);
  if (taken !== staleContent) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

function parse(content: string): Lock | undefined {
  try {
    const result = lockSchema.safeParse(JSON.parse(content));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}
