import { describe, expect, it } from 'vitest';
import { BlockEvaluator } from '../../../src/compute/evaluateBlock';
import type { ReportCell } from '../../../src/protocol/report';
import { cleanValues, corruptedValues } from '../../../webview-ui/report/flipValues';
import { cell, report } from './sampleReport';

const shape = { height: 6, width: 5, channels: 3 };
const size = 90;
/** Images whose values are levels of a byte, as pictures have them. */
const pixel = (image: number, i: number): number => Math.fround(((image * 37 + i * 101) % 256) / 255);

const laws: ReportCell[][] = [
  [cell({ norm: 0, epsilon: 0.05 }), cell({ norm: 0, epsilon: 0.3 })],
  [cell({ norm: 0, epsilon: 0.2, unit: 'pixel', sampling: 'sphere' })],
  [cell({ norm: 0.5, epsilon: 20 }), cell({ norm: 0.5, epsilon: 200 })],
  [cell({ norm: 2, epsilon: 1 }), cell({ norm: 2, epsilon: 3, sampling: 'ball' })],
  [cell({ norm: 'inf', epsilon: 0.2, sampling: 'sphere' })],
  [cell({ norm: 'gaussian', epsilon: 0.1 })],
];

/** The batches that an evaluation hands to the model: one an epsilon. */
async function evaluated(cells: readonly ReportCell[], images: Uint32Array, seed: number, draw: number): Promise<Float32Array[]> {
  const batches: Float32Array[] = [];
  const evaluator = new BlockEvaluator({
    model: {
      summary: { hash: '', format: 'layers', input: shape, classCount: 2, output: 'probabilities', weightCount: 1 },
      predict: (batch, count) => {
        batches.push(batch.slice());
        return Promise.resolve(new Float32Array(2 * count));
      },
    },
    data: {
      summary: { hash: '', count: 100, classNames: ['a', 'b'], labels: new Int32Array(100), passedOver: 0 },
      read: (indices, out) => {
        indices.forEach((image, place) => out.set(Float32Array.from({ length: size }, (_, i) => pixel(image, i)), place * size));
        return Promise.resolve();
      },
    },
  });
  const [first] = cells;
  if (first === undefined) throw new Error('a curve has cells');
  const { norm, sampling, unit } = first;
  await evaluator.evaluate({ law: { norm, sampling, unit }, strengths: cells.map(({ epsilon }) => epsilon), images, seed, draw }, () => Promise.resolve(false));
  return batches;
}

describe('the corrupted image of a flip', () => {
  it.each(laws.map((cells) => [cells.map(({ norm, sampling, unit }) => `${norm} ${sampling} ${unit}`)[0], cells] as const))('is byte for byte what the model was given, for %s', async (_, cells) => {
    const images = Uint32Array.of(3, 88, 17);
    const shown = { ...report(cells), seed: 11 };
    for (const draw of [0, 2]) {
      const batches = await evaluated(cells, images, shown.seed, draw);
      expect(batches).toHaveLength(cells.length);
      batches.forEach((batch, index) => {
        images.forEach((image, place) => {
          const bytes = Uint8Array.from({ length: size }, (_, i) => Math.round(255 * pixel(image, i)));
          const clean = cleanValues(Buffer.from(bytes).toString('base64'), 'bytes');
          const drawn = corruptedValues(shown, index, { image, draw }, clean, shape);
          expect(Buffer.compare(Buffer.from(drawn.buffer), Buffer.from(batch.slice(place * size, (place + 1) * size).buffer))).toBe(0);
          expect(drawn).not.toEqual(clean);
        });
      });
    }
  });

  it('comes from float32 numbers, too, where they are no levels of a byte', () => {
    const values = Float32Array.of(0.1, 1 / 3, 1);
    expect(cleanValues(Buffer.from(values.buffer).toString('base64'), 'float32')).toEqual(values);
  });
});
