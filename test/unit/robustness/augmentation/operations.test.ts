import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyOperation } from '../../../../src/robustness/augmentation/operations/applyOperation';
import { operationNames, operationTable, strengthsOf, type OperationName, type PolicyName } from '../../../../src/robustness/augmentation/operations/operationTable';
import type { ImageShape } from '../../../../src/robustness/corruption';
import goldens from '../../../fixtures/augmentation/goldens.json';
import { naturalImage } from '../commonCorruption/naturalImage';

interface Picture {
  readonly shape: ImageShape;
  readonly bytes: Uint8Array;
}

/** Their names here and in torchvision. */
const torchvisionName: Record<OperationName, string> = {
  identity: 'Identity',
  shearX: 'ShearX',
  shearY: 'ShearY',
  translateX: 'TranslateX',
  translateY: 'TranslateY',
  rotate: 'Rotate',
  brightness: 'Brightness',
  colour: 'Color',
  contrast: 'Contrast',
  sharpness: 'Sharpness',
  posterize: 'Posterize',
  solarize: 'Solarize',
  autoContrast: 'AutoContrast',
  equalize: 'Equalize',
};
const operationOf = new Map(operationNames.map((name) => [torchvisionName[name], name]));

const natural: Picture = { shape: { height: 32, width: 32, channels: 3 }, bytes: levels(naturalImage(32).image) };
const pictures: Record<string, Picture> = {
  natural,
  oblong: cutOut(levels(naturalImage(64).image), 64, { height: 20, width: 28, channels: 3 }, 16, 8),
  grey: { shape: { height: 32, width: 32, channels: 1 }, bytes: luma(natural.bytes) },
  tiny: { shape: { height: 3, width: 2, channels: 3 }, bytes: Uint8Array.of(9, 0, 255, 9, 3, 255, 9, 3, 7, 10, 4, 7, 9, 0, 9, 10, 0, 8) },
};

describe('augmentation operations against Pillow', () => {
  it.each(Object.entries(goldens.images))('%s: the same picture as theirs', (name, digest) => {
    expect(digestOf(pictureOf(name).bytes)).toBe(digest);
  });

  describe.each(Object.entries(goldens.operations))('%s', (key, operations) => {
    const [name, interpolation] = key.split(' ');
    const { shape, bytes } = pictureOf(name ?? '');
    it.each(Object.entries(operations))('%s: byte for byte at every strength', (theirName, digests: Record<string, string>) => {
      const operation = operationOf.get(theirName);
      if (operation === undefined) throw new Error(theirName);
      const wrong = Object.entries(digests).filter(([strength, digest]) => {
        const out = new Uint8Array(bytes.length).fill(123);
        applyOperation(operation, Number(strength), bytes, shape, interpolation === 'bilinear' ? 'bilinear' : 'nearest', out);
        return digestOf(out) !== digest;
      });
      expect(Object.keys(digests).length).toBeGreaterThan(0);
      expect(wrong).toEqual([]);
    });
  });

  it.each(Object.entries(goldens.strengths))('%s has torchvision’s operations and their strengths, but for the last bits of their single precision', (policy, spaces) => {
    const shape = { height: 20, width: 28, channels: 3 };
    const ours = operationNames.filter((name) => operationTable[name].ranges[policy as PolicyName] !== 'absent');
    expect(ours.map((name) => torchvisionName[name]).sort()).toEqual(Object.keys(spaces).sort());
    for (const name of ours) {
      // Theirs depend on the width of the processor's vectors: 15.999999 for a translation by 16, which they cut to 15.
      const strengths = strengthsOf(policy as PolicyName, name, shape);
      const theirs = (spaces as Record<string, number[] | null>)[torchvisionName[name]];
      expect([name, strengths?.length]).toEqual([name, theirs?.length]);
      strengths?.forEach((strength, bin) => {
        expect(Math.abs(strength - (theirs?.[bin] ?? NaN))).toBeLessThanOrEqual(2e-7 * Math.abs(strength));
      });
    }
  });
});

describe('augmentation operations', () => {
  const picture = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.constantFrom(1, 3))
    .chain(([height, width, channels]) =>
      fc.uint8Array({ minLength: height * width * channels, maxLength: height * width * channels }).map((bytes) => ({ shape: { height, width, channels }, bytes })),
    );
  const apply = (operation: OperationName, strength: number, { bytes, shape }: Picture): Uint8Array => {
    const out = new Uint8Array(bytes.length).fill(77);
    applyOperation(operation, strength, bytes, shape, 'nearest', out);
    return out;
  };

  it('change nothing at strength 0 and write every byte', () => {
    fc.assert(
      fc.property(picture, (image) => {
        for (const operation of ['identity', 'shearX', 'shearY', 'translateX', 'translateY', 'rotate', 'brightness', 'colour', 'contrast', 'sharpness'] as const) {
          expect(apply(operation, 0, image)).toEqual(image.bytes);
        }
        expect(apply('posterize', 8, image)).toEqual(image.bytes);
        expect(apply('posterize', 0, image)).toEqual(new Uint8Array(image.bytes.length));
        expect(apply('solarize', 256, image)).toEqual(image.bytes);
      }),
      { seed: 1 },
    );
  });

  it('undo themselves where they can', () => {
    fc.assert(
      fc.property(picture, (image) => {
        expect(apply('solarize', 0, { ...image, bytes: apply('solarize', 0, image) })).toEqual(image.bytes);
        expect(apply('rotate', 180, { ...image, bytes: apply('rotate', 180, image) })).toEqual(image.bytes);
        if (image.shape.height === image.shape.width) expect(apply('rotate', -90, { ...image, bytes: apply('rotate', 90, image) })).toEqual(image.bytes);
      }),
      { seed: 1 },
    );
  });
});

function pictureOf(name: string): Picture {
  const picture = pictures[name];
  if (picture === undefined) throw new Error(`no picture ${name}`);
  return picture;
}

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 12);

function levels(values: Float32Array): Uint8Array {
  return Uint8Array.from(values, (value) => Math.round(value * 255));
}

function cutOut(bytes: Uint8Array, side: number, shape: ImageShape, top: number, left: number): Picture {
  const rows = Array.from({ length: shape.height }, (_, y) => bytes.subarray(((top + y) * side + left) * 3, ((top + y) * side + left + shape.width) * 3));
  return { shape, bytes: Uint8Array.from(rows.flatMap((row) => [...row])) };
}

function luma(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: bytes.length / 3 }, (_, i) => ((bytes[3 * i] ?? 0) * 19595 + (bytes[3 * i + 1] ?? 0) * 38470 + (bytes[3 * i + 2] ?? 0) * 7471 + 0x8000) >> 16);
}
