import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { encode, type ImageData } from 'fast-png';
import { expect, onTestFinished } from 'vitest';
import { openData, type OpenData } from '../../../../src/compute/data/openData';
import type { DataQuestion } from '../../../../src/protocol/computeMessages';
import { LprError } from '../../../../src/protocol/errors';

/** A folder that lives as long as the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lpr-data-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files by their relative paths and returns the folder. */
export function write(folder: string, files: Readonly<Record<string, Uint8Array | string>>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

/** An IDX file: `type` 8 is unsigned bytes. */
export function idx(dimensions: readonly number[], values: ArrayLike<number>, type = 8): Buffer {
  const head = Buffer.from([0, 0, type, dimensions.length]);
  const sizes = dimensions.map((size) => Buffer.from([size >>> 24, size >>> 16, size >>> 8, size]));
  return Buffer.concat([head, ...sizes, Buffer.from(Array.from(values))]);
}

/** Pixel values that differ from place to place and repeat. */
export function pixels(count: number, salt = 0): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => (i * 31 + salt * 17 + ((i * i) >> 4)) & 255);
}

export function png(width: number, height: number, channels: 1 | 2 | 3 | 4, salt = 0, more: Partial<ImageData> = {}, interlaced = false): Uint8Array {
  return encode({ width, height, channels, data: pixels(width * height * channels, salt), ...more }, { interlace: interlaced ? 'Adam7' : 'null' });
}

export function question(place: string, more: Partial<DataQuestion> = {}): DataQuestion {
  return { location: { kind: 'path', path: place }, split: 'test', resize: false, input: { height: 4, width: 3, channels: 1 }, classCount: 2, ...more };
}

export async function open(place: string, more: Partial<DataQuestion> = {}): Promise<OpenData> {
  const data = await openData(question(place, more));
  onTestFinished(() => data.close());
  return data;
}

/** All images of a split, as one array per image. */
export async function readAll(data: OpenData, imageLength: number): Promise<number[][]> {
  const { count } = data.summary;
  const out = new Float32Array(count * imageLength);
  await data.read(Uint32Array.from({ length: count }, (_, i) => i), out);
  return Array.from({ length: count }, (_, i) => Array.from(out.subarray(i * imageLength, (i + 1) * imageLength)));
}

export const asFractions = (values: ArrayLike<number>): number[] => Array.from(values, (value) => Math.fround(value / 255));

/** Expects a coded error whose text holds all of `parts`. */
export async function expectError(work: Promise<unknown> | (() => unknown), code: string, ...parts: string[]): Promise<void> {
  const error: unknown = await (typeof work === 'function' ? Promise.resolve().then(work) : work).then(
    () => 'nothing was thrown',
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof LprError)) throw new Error(`expected ${code}, got: ${error instanceof Error ? String(error.stack) : String(error)}`);
  expect(error.message).toContain(code);
  for (const part of parts) expect(error.message).toContain(part);
}
