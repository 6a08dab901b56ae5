import path from 'node:path';
import { LprError, runErrors } from '../../protocol/errors';

const fullDisk = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The coded error for a failed write to `file`; an error that is coded already passes through. */
export function diskError(error: unknown, file: string): LprError {
  if (error instanceof LprError) return error;
  if (fullDisk.has(errorCode(error) ?? '')) return runErrors.diskFull({ folder: path.dirname(file) }, error);
  return runErrors.unwritable({ path: file, reason: error instanceof Error ? error.message : String(error) }, error);
}

/** The system's code of an error (ENOENT, EEXIST, ...), where it has one. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
