import type { Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import path from 'node:path';
import { modelErrors } from '../../protocol/errors';

const readChunkBytes = 4 * 2 ** 20;

/** A file that was found to lie in the model's folder, open for reading. Close it. */
export interface ContainedFile {
  readonly name: string;
  readonly size: number;
  readonly handle: FileHandle;
}

/**
 * The folder of a model.json, and the only place that anything is read from: a path that leaves it, by its own form
 * or by a symbolic link, is refused with LPR-204 before it is opened.
 */
export class ModelFolder {
  private constructor(readonly root: string) {}

  /** The folder of a file, by its absolute path. Throws LPR-201 where there is no such folder. */
  static async of(file: string): Promise<ModelFolder> {
    try {
      return new ModelFolder(await realpath(path.dirname(file)));
    } catch (error) {
      throw modelErrors.unreadable({ file, reason: reasonOf(error) }, error);
    }
  }

  /** Opens a file that a model file names. Throws LPR-204, or what the file system says. */
  async openListed(name: string): Promise<ContainedFile> {
    const refusal = refusalOf(name);
    if (refusal !== undefined) throw modelErrors.pathOutsideFolder({ path: printable(name), reason: refusal });
    return this.open(name);
  }

  /** Opens a file by a name that the user or this program chose. Throws LPR-204, or what the file system says. */
  async open(name: string): Promise<ContainedFile> {
    const real = await realpath(path.join(this.root, name));
    const inside = path.relative(this.root, real);
    if (inside === '' || inside === '..' || inside.startsWith(`..${path.sep}`) || path.isAbsolute(inside)) {
      throw modelErrors.pathOutsideFolder({ path: name, reason: "a symbolic link leads out of the model's folder" });
    }
    // Without O_NONBLOCK, opening a named pipe would wait for a writer for ever. Windows has neither flag.
    const handle = await open(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    try {
      const status = await handle.stat();
      if (!status.isFile()) throw Object.assign(new Error('not a file'), { code: 'EISDIR' });
      return { name, size: status.size, handle };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }
}

/** Fills `target` from the start of the file and feeds what was read to `hash`. Returns the bytes read: fewer if the file shrank. */
export async function readInto(file: ContainedFile, target: Uint8Array, hash: Hash): Promise<number> {
  let offset = 0;
  while (offset < target.byteLength) {
    const wanted = Math.min(readChunkBytes, target.byteLength - offset);
    const { bytesRead } = await file.handle.read(target, offset, wanted, offset);
    if (bytesRead === 0) break;
    hash.update(target.subarray(offset, offset + bytesRead));
    offset += bytesRead;
  }
  return offset;
}

/** Why a path in a model file is refused by its form alone, or undefined. Only plain relative paths with `/` are taken. */
function refusalOf(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name.length > 1024) return 'it is too long';
  if (/[\0-\x1f]/.test(name)) return 'it holds control characters';
  if (name.includes('\\')) return 'it holds a backslash';
  if (name.includes(':')) return 'it is a URL or names a drive';
  if (/%[0-9a-f]{2}/i.test(name)) return 'it is percent-encoded';
  if (name.startsWith('/') || path.isAbsolute(name)) return 'it is absolute';
  const segments = name.split('/');
  if (segments.includes('..')) return "it leads out of the model's folder";
  if (segments.some((segment) => segment === '' || segment === '.')) return 'it is not a plain relative path';
  return undefined;
}

/** A file system error in words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file';
    case 'EACCES':
    case 'EPERM':
      return 'you may not read it';
    case 'EISDIR':
    case 'ENXIO':
      return 'it is not a file';
    case 'ELOOP':
      return 'its symbolic links run in a circle';
    case '':
      return error instanceof Error ? error.message : String(error);
    default:
      return code;
  }
}

function printable(name: string): string {
  return JSON.stringify(name.length > 200 ? `${name.slice(0, 200)}...` : name);
}
