import { computeProcessErrors, LprError } from '../../protocol/errors';

const processFailures = [computeProcessErrors.processEnded, computeProcessErrors.processHung, computeProcessErrors.processOutOfMemory].map(({ code }) => code);

/**
 * Whether an error is about one model, so that the others can go on without it: it cannot be opened, predicted with or
 * trained, or the process that did so failed again and again. Anything else, such as a full disk, would stop them all.
 */
export function isOfOneModel(error: unknown): error is LprError {
  return error instanceof LprError && (/^LPR-[27]/.test(error.code) || processFailures.includes(error.code));
}
