import type { Neighbours } from '../../protocol/separation';
import { newRecord, readHead } from '../run/recordHead';

const bytesPerImage = 20;

/**
 * The neighbours of a block as a journal record: the block's number and its count of images, then distances (float64), neighbours,
 * labels and the neighbours' labels (32 bits each), each as one run of little-endian values.
 */
export function encodeNeighbours(block: number, { distances, neighbours, labels, neighbourLabels }: Neighbours): Uint8Array {
  const { view: record, start } = newRecord(block, distances.length, bytesPerImage);
  let at = start;
  for (const value of distances) record.setFloat64((at += 8) - 8, value, true);
  for (const values of [neighbours, labels, neighbourLabels]) for (const value of values) record.setUint32((at += 4) - 4, value, true);
  return new Uint8Array(record.buffer);
}

/** The inverse of {@link encodeNeighbours}; undefined where the record is not of that form. */
export function decodeNeighbours(record: Uint8Array): { block: number; found: Neighbours } | undefined {
  const head = readHead(record, bytesPerImage);
  if (head === undefined) return undefined;
  const { view, block, count } = head;
  let at = head.start;
  const distances = Float64Array.from({ length: count }, () => view.getFloat64((at += 8) - 8, true));
  const whole = (): number[] => Array.from({ length: count }, () => view.getUint32((at += 4) - 4, true));
  return { block, found: { distances, neighbours: Uint32Array.from(whole()), labels: Int32Array.from(whole()), neighbourLabels: Int32Array.from(whole()) } };
}
