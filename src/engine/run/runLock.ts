import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { runErrors } from '../../protocol/errors';
import { diskError, errorCode } from './diskError';
import { mayBeRunning, ownIdentity } from './processIdentity';

const lockSchema = z.object({ host: z.string(), pid: z.int().positive(), started: z.string().nullable(), token: z.string() });
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
  static async take(folder: string): Promise<RunLock> {
    const file = path.join(folder, 'lock');
    const own: Lock = { ...(await ownIdentity()), token: randomUUID() };
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if (await create(file, own)) return new RunLock(file, own.token);
      const content = await readFile(file, 'utf8').catch(() => null);
      if (content === null) continue;
      const holder = parse(content);
      if (holder !== undefined && (await mayBeRunning(holder))) throw runErrors.inUse({ folder, pid: holder.pid, host: holder.host });
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
