/** Bytes before a record's entries. */
export const headBytes = 8;

/** A journal record of a block: its number and its count of entries (32 bits each, little-endian), then the entries. */
export interface BlockRecord {
  readonly view: DataView;
  readonly block: number;
  readonly count: number;
  /** Where the entries begin. */
  readonly start: number;
}

/** A record with its head written and room for the entries. */
export function newRecord(block: number, count: number, bytesPerEntry: number): BlockRecord {
  const view = new DataView(new ArrayBuffer(headBytes + count * bytesPerEntry));
  view.setUint32(0, block, true);
  view.setUint32(4, count, true);
  return { view, block, count, start: headBytes };
}

/** The head of a record; undefined where its length is not that of its entries. */
export function readHead(record: Uint8Array, bytesPerEntry: number): BlockRecord | undefined {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  if (view.byteLength < headBytes) return undefined;
  const count = view.getUint32(4, true);
  if (view.byteLength !== headBytes + count * bytesPerEntry) return undefined;
  return { view, block: view.getUint32(0, true), count, start: headBytes };
}
