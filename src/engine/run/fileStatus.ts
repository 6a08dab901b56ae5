import { stat } from 'node:fs/promises';

/** What the file system says of a file or folder. */
export interface FileStatus {
  /** When it was written or came to its place, in milliseconds since 1970: what was moved or copied here may keep the time of its content, and gets a new one of its entry. */
  readonly written: number;
  /** In bytes. */
  readonly size: number;
  readonly isFolder: boolean;
}

/** Undefined where there is none, or where it may not be looked at. */
export function fileStatus(file: string): Promise<FileStatus | undefined> {
  return stat(file).then(
    (found) => ({ written: Math.max(found.mtimeMs, found.ctimeMs), size: found.size, isFolder: found.isDirectory() }),
    () => undefined,
  );
}

/** Tells a file from any other that was there before, as long as files are written anew and renamed; '-' for none. */
export async function fileStamp(file: string): Promise<string> {
  return stat(file).then(
    ({ ino, mtimeMs, size }) => `${ino}:${mtimeMs}:${size}`,
    () => '-',
  );
}
