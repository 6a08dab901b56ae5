import type { BlockOutcomes } from '../../protocol/computeMessages';
import { headBytes, newRecord, readHead } from './recordHead';

const bytesPerOutcome = 20;

/**
 * A block's outcomes as a journal record: the block's number in the plan and the count of outcomes, then predicted
 * class, confidence and label confidence, each as one run of 32-bit values, and realised size in 64 bits; little-endian.
 */
export function encodeBlockRecord(block: number, outcomes: BlockOutcomes): Uint8Array {
  const count = outcomes.predicted.length;
  const { view: record, start } = newRecord(block, count, bytesPerOutcome);
  let at = start;
  for (const value of outcomes.predicted) record.setInt32((at += 4) - 4, value, true);
  for (const values of [outcomes.confidence, outcomes.labelConfidence]) {
    for (const value of values) record.setFloat32((at += 4) - 4, value, true);
  }
  for (const value of outcomes.realised) record.setFloat64((at += 8) - 8, value, true);
  return new Uint8Array(record.buffer);
}

/** Size of the records of this many blocks with this many outcomes together, in bytes. */
export function blockRecordBytes(blocks: number, outcomes: number): number {
  return headBytes * blocks + bytesPerOutcome * outcomes;
}

/** The inverse of {@link encodeBlockRecord}; undefined where the record is not of that form. */
export function decodeBlockRecord(record: Uint8Array): { block: number; outcomes: BlockOutcomes } | undefined {
  const head = readHead(record, bytesPerOutcome);
  if (head === undefined) return undefined;
  const { view, block, count } = head;
  let at = head.start;
  const predicted = new Int32Array(count);
  for (let i = 0; i < count; i += 1) predicted[i] = view.getInt32((at += 4) - 4, true);
  const floats = (): Float32Array => {
    const values = new Float32Array(count);
    for (let i = 0; i < count; i += 1) values[i] = view.getFloat32((at += 4) - 4, true);
    return values;
  };
  const [confidence, labelConfidence] = [floats(), floats()];
  const realised = new Float64Array(count);
  for (let i = 0; i < count; i += 1) realised[i] = view.getFloat64((at += 8) - 8, true);
  return { block, outcomes: { predicted, confidence, labelConfidence, realised } };
}
