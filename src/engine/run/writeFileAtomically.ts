import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { diskError } from './diskError';

/**
 * Writes a file so that a reader, or a start after a crash, finds the old content or the new, never a part: a
 * temporary name beside it, sync, rename.
 * @throws LPR-501 on a full disk, LPR-502 on any other failure; the old content then still stands.
 */
export async function writeFileAtomically(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(path.dirname(file));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw diskError(error, file);
  }
}

/** Makes a rename durable. Windows cannot open a folder; there the rename itself is journalled. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch {
    // Some network file systems refuse to sync a folder; the rename has happened all the same.
  } finally {
    await handle.close();
  }
}
