import { expect, it } from 'vitest';
import { commonCorruption, commonCorruptionNames, severities } from '../../../../src/robustness/commonCorruption';
import { hashWords } from '../../../../src/robustness/randomStream/randomAddress';
import golden from './goldenDigests.json';

/** A digest of the float32 numbers that a corruption gives at all severities, in colour and grey, at two addresses. */
function digestOf(name: (typeof commonCorruptionNames)[number]): string {
  const state = new Int32Array(4);
  let text = '';
  for (const shape of [{ height: 32, width: 32, channels: 3 }, { height: 28, width: 28, channels: 1 }]) {
    const image = Float32Array.from({ length: shape.height * shape.width * shape.channels }, (_, i) => ((i * i + 7 * i) % 256) / 255);
    const outputs = severities.map((severity) => commonCorruption(image, shape, { name, severity }, { seed: 6, purpose: 'training', image: severity, draw: 1 }));
    const words = outputs.flatMap((out) => Array.from(new Int32Array(out.buffer)));
    hashWords(Int32Array.from(words), state);
    text += Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }
  return text;
}

it('every engine gives the bytes that it always gave: where this fails on purpose, raise samplerVersion and take the digests anew', () => {
  expect(Object.fromEntries(commonCorruptionNames.map((name) => [name, digestOf(name)]))).toEqual(golden);
});
