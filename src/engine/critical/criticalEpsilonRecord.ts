import type { CriticalEpsilons } from '../../protocol/criticalEpsilon';
import { newRecord, readHead } from '../run/recordHead';

const bytesPerImage = 20;

/**
 * The critical epsilons of a block as a journal record: the block's number and its count of images, then the upper and the lower
 * ends of the brackets (float64) and the predicted classes (32 bits), each as one run of little-endian values.
 */
export function encodeCriticalEpsilons(block: number, { epsilons, below, predicted }: CriticalEpsilons): Uint8Array {
  const { view: record, start } = newRecord(block, epsilons.length, bytesPerImage);
  let at = start;
  for (const values of [epsilons, below]) for (const value of values) record.setFloat64((at += 8) - 8, value, true);
  for (const value of predicted) record.setInt32((at += 4) - 4, value, true);
  return new Uint8Array(record.buffer);
}

/** The inverse of {@link encodeCriticalEpsilons}; undefined where the record is not of that form. */
export function decodeCriticalEpsilons(record: Uint8Array): { block: number; found: CriticalEpsilons } | undefined {
  const head = readHead(record, bytesPerImage);
  if (head === undefined) return undefined;
  const { view, block, count } = head;
  let at = head.start;
  const doubles = (): Float64Array => Float64Array.from({ length: count }, () => view.getFloat64((at += 8) - 8, true));
  const [epsilons, below] = [doubles(), doubles()];
  return { block, found: { epsilons, below, predicted: Int32Array.from({ length: count }, () => view.getInt32((at += 4) - 4, true)) } };
}
