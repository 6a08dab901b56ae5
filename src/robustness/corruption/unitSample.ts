import { RandomStream, type RandomAddress, type RandomPurpose, type StreamKind } from '../randomStream';
import { drawGaussian } from './gaussian';
import { drawReplacements } from './l0';
import { drawLInfinity } from './lInfinity';
import { drawLpBall } from './lpBall';
import { corruptionKind, dimensionOf, type ImageShape, type NoiseLaw } from './noiseLaw';

/** Where a corruption lives: never epsilon, a model, a batch or a worker. Whole numbers from 0 to 2^53 - 1. */
export interface NoiseAddress {
  readonly seed: number;
  readonly purpose: RandomPurpose;
  /** Index of the image in its split, or of the group that shares its noise. */
  readonly image: number;
  /** Number of the draw; in training the epoch. */
  readonly draw: number;
}

/**
 * A corruption of epsilon 1, serving every epsilon: the corruption is (epsilon * scale) * values. The values are
 * float32 numbers of ordinary size and the scale is a double, because at p = 0.1 the entries of a unit vector are below
 * 10^-30 and float32 would hold zeros.
 */
export interface AdditiveSample {
  readonly kind: 'additive';
  readonly law: NoiseLaw;
  readonly shape: ImageShape;
  /** One entry per element of the image, height x width x channels. */
  readonly values: Float32Array;
  readonly scale: number;
}

/**
 * An L0 corruption serving every epsilon up to the one it was drawn for: the first round(epsilon * units) of the
 * positions are replaced, so that the corruptions of smaller epsilons are contained in those of larger ones.
 */
export interface ReplacementSample {
  readonly kind: 'replacement';
  readonly law: NoiseLaw;
  readonly shape: ImageShape;
  /** Elements, or pixels (y * width + x) where the law's unit is the pixel: all of its channels get the value. */
  readonly positions: Uint32Array;
  /** New value of each position: a grey value k / 255 (ball), 0 or 1 (sphere). */
  readonly replacements: Float32Array;
}

export type UnitSample = AdditiveSample | ReplacementSample;

export interface DrawOptions {
  /** L0 draws no more positions than this epsilon needs. Default 1: all. It changes none of those drawn. */
  readonly maximumEpsilon?: number;
  /**
   * For 0 < p < infinity the law that the code of the paper's first version drew from: numbers of the Laplace density for every p, divided
   * by their Lp norm. Uniform for p = 1 alone; it is here to draw that version's figures again, and no run uses it.
   */
  readonly laplaceBug?: boolean;
  /** An array of the image's size to take the values of an additive sample, instead of a new one. */
  readonly into?: Float32Array;
}

const streamAddress = (law: NoiseLaw, { seed, purpose, image, draw }: NoiseAddress, kind: StreamKind): RandomAddress => ({
  seed,
  purpose,
  kind,
  law,
  image,
  draw,
});

/** Restarted for every sample: to make a stream costs more than to draw a small image. */
let elementStream: RandomStream | undefined;

/** The one corruption of a law that lives at an address; the same bytes at every call, in any order, on any engine. */
export function drawUnitSample(law: NoiseLaw, shape: ImageShape, address: NoiseAddress, options: DrawOptions = {}): UnitSample {
  const kind = corruptionKind(law);
  if (kind.kind === 'replacement') {
    const open = (stream: StreamKind): RandomStream => new RandomStream(streamAddress(law, address, stream));
    return drawReplacements(law, shape, open('positions'), open('replacements'), options.maximumEpsilon ?? 1);
  }
  const values = options.into ?? new Float32Array(dimensionOf(shape));
  if (values.length !== dimensionOf(shape)) throw new RangeError(`${values.length} values for ${dimensionOf(shape)} elements`);
  elementStream ??= new RandomStream(streamAddress(law, address, 'elements'));
  elementStream.restart(streamAddress(law, address, 'elements'));
  const stream = elementStream;
  switch (kind.kind) {
    case 'maximum':
      drawLInfinity(values, law.sampling, stream);
      return { kind: 'additive', law, shape, values, scale: 1 };
    case 'deviation':
      return { kind: 'additive', law, shape, values, scale: drawGaussian(values, stream) };
    case 'lp':
      return { kind: 'additive', law, shape, values, scale: drawLpBall(values, kind.p, law.sampling, stream, options.laplaceBug === true ? 1 : kind.p) };
  }
}
