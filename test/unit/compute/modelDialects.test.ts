import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { fixtureImages, fixtures, open, tf } from './modelTestBed';

/** What Keras itself made of two images, with the model that the fixture was converted from. */
interface Expected {
  input: number[];
  outputs: number[][];
}
const models = (await readdir(fixtures, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
const expectedOf = (name: string) => JSON.parse(readFileSync(path.join(fixtures, name, 'expected.json'), 'utf8')) as Expected;

/** Probabilities by the textbook, in double precision. */
function probabilities(row: readonly number[], kind: string): number[] {
  const [first = 0] = row;
  if (kind === 'sigmoid') return [1 - first, first];
  if (kind === 'probabilities') return [...row];
  const exponentials = row.map((score) => Math.exp(score));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((value) => value / sum);
}

describe('models written by Keras and its converter', () => {
  test('there are some of both dialects and of graphs', () => {
    expect(models.filter((name) => name.startsWith('keras2')).length).toBeGreaterThanOrEqual(3);
    expect(models.filter((name) => name.startsWith('keras3')).length).toBeGreaterThanOrEqual(6);
    expect(models.filter((name) => name.startsWith('graph')).length).toBeGreaterThanOrEqual(3);
  });

  test.each(models)('%s predicts what Keras predicted', async (name) => {
    const expected = expectedOf(name);
    const before = tf.memory().numTensors;
    const model = await open(path.join(fixtures, name));
    const [height = 0, width = 0, channels = 0] = expected.input;
    expect(model.summary.input).toEqual({ height, width, channels });
    const kind = name.includes('nested') ? 'sigmoid' : /sequential|shared/.test(name) ? 'probabilities' : 'logits';
    expect(model.summary.output).toBe(kind);
    const outputs = expected.outputs.map((row) => probabilities(row, kind));
    expect(model.summary.classCount).toBe(outputs[0]?.length);

    const loaded = tf.memory().numTensors;
    const predicted = await model.predict(fixtureImages(2, height * width * channels), 2);
    expect(tf.memory().numTensors).toBe(loaded);
    // Quantised weights are off by up to half a step of their range over 255.
    const tolerance = name.endsWith('uint8') ? 0.02 : name.endsWith('float16') ? 2e-3 : name.endsWith('uint16') ? 1e-3 : 2e-6;
    for (const [i, value] of outputs.flat().entries()) expect(Math.abs((predicted[i] ?? Number.NaN) - value)).toBeLessThan(tolerance);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a Keras 3 model is one that TensorFlow.js alone does not load', async () => {
    const artifacts = JSON.parse(await readFile(path.join(fixtures, 'keras3-functional', 'model.json'), 'utf8')) as { modelTopology: object };
    await expect(tf.models.modelFromJSON({ modelTopology: artifacts.modelTopology } as never)).rejects.toThrow();
  });
});
