import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { trainingErrors } from '../../protocol/errors';
import type { TrainingState } from '../../protocol/trainingMessages';
import { errorCode } from '../run/diskError';

/** Where a training stands, and what it has summed up of the epoch it is in. */
export const trainingPlaceSchema = z.object({
  /** From 0. */
  epoch: z.int().min(0),
  /** The next batch of that epoch, from 0. */
  batch: z.int().min(0),
  images: z.int().min(0),
  lossSum: z.number(),
  correct: z.int().min(0),
  /** Of the last batch. */
  learningRate: z.number().min(0),
  /** Seconds of arithmetic that the epoch has taken so far. */
  seconds: z.number().min(0),
});
export type TrainingPlace = z.infer<typeof trainingPlaceSchema>;

export const beginning: TrainingPlace = { epoch: 0, batch: 0, images: 0, lossSum: 0, correct: 0, learningRate: 0, seconds: 0 };

export interface Checkpoint {
  readonly place: TrainingPlace;
  readonly state: TrainingState;
}

const magic = 'LPRC';
const version = 1;
const headBytes = 16;
const digestBytes = 32;

const headSchema = z.object({ training: z.string(), place: trainingPlaceSchema, weights: z.int().min(0), velocity: z.int().min(0) });

/**
 * A checkpoint as bytes: "LPRC", version and length of the description in 32 bits each and four bytes of zeros, the
 * description (JSON: whose training, where it stands, how many values), the values of weights and momentum in float32, all
 * little-endian, and the SHA-256 of everything before.
 *
 * @param training hash of the training's identity
 */
export function encodeCheckpoint(training: string, { place, state }: Checkpoint): Uint8Array {
  const description = Buffer.from(JSON.stringify({ training, place, weights: state.weights.length, velocity: state.velocity.length } satisfies z.infer<typeof headSchema>));
  const head = Buffer.alloc(headBytes);
  head.write(magic, 0, 'latin1');
  head.writeUInt32LE(version, 4);
  head.writeUInt32LE(description.length, 8);
  const body = Buffer.concat([head, description, littleEndian(state.weights), littleEndian(state.velocity)]);
  return Buffer.concat([body, createHash('sha256').update(body).digest()]);
}

/** The checkpoint of a file; undefined where there is none. @throws LPR-711 where it is damaged or another training's */
export async function readCheckpoint(file: string, training: string): Promise<Checkpoint | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw trainingErrors.checkpointDamaged({ file, reason: error instanceof Error ? error.message : String(error) }, error);
  }
  const damaged = (reason: string): Error => trainingErrors.checkpointDamaged({ file, reason });
  if (bytes.length < headBytes + digestBytes || bytes.toString('latin1', 0, 4) !== magic) throw damaged('it is no checkpoint');
  const body = bytes.subarray(0, -digestBytes);
  if (!createHash('sha256').update(body).digest().equals(bytes.subarray(-digestBytes))) throw damaged('its checksum does not fit its content');
  const start = headBytes + bytes.readUInt32LE(8);
  const head = headSchema.safeParse(JSON.parse(body.toString('utf8', headBytes, start)));
  if (bytes.readUInt32LE(4) !== version || !head.success) throw damaged('it was written by another version');
  const { place, weights, velocity } = head.data;
  if (head.data.training !== training) throw damaged('it belongs to another training');
  if (body.length !== start + 4 * (weights + velocity)) throw damaged('its length does not fit its description');
  return { place, state: { weights: floats(body, start, weights), velocity: floats(body, start + 4 * weights, velocity) } };
}

function littleEndian(values: Float32Array): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (let i = 0; i < values.length; i += 1) bytes.writeFloatLE(values[i] as number, 4 * i);
  return bytes;
}

function floats(bytes: Buffer, at: number, count: number): Float32Array {
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 1) values[i] = bytes.readFloatLE(at + 4 * i);
  return values;
}
