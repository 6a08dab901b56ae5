// Writes a workspace with a small real model and pictures for it: what a user of the extension has, in miniature.
import { encode } from 'fast-png';
import fs from 'node:fs';
import path from 'node:path';

const classes = ['blue', 'green', 'red'];
const channelOf = { red: 0, green: 1, blue: 2 };

/** A small generator of its own, so that the workspace is the same each time. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Grey noise with a little more of one colour; now and then a little less, so that the model errs on clean pictures, too. */
function writePictures(folder, size, perClass) {
  const random = generator(1);
  for (const name of classes) {
    fs.mkdirSync(path.join(folder, name), { recursive: true });
    for (let index = 0; index < perClass; index++) {
      const excess = -5 + 45 * random();
      const data = new Uint8Array(size * size * 3);
      for (let at = 0; at < data.length; at++) {
        const own = at % 3 === channelOf[name] ? excess : 0;
        data[at] = Math.max(0, Math.min(255, Math.round(90 + 40 * random() + own)));
      }
      fs.writeFileSync(path.join(folder, name, `${index}.png`), encode({ width: size, height: size, data, channels: 3, depth: 8 }));
    }
  }
}

/** A layers model (Keras 2 dialect) that takes the class of the channel with the largest mean: exact weights, nothing trained. */
function writeModel(folder, size) {
  const inputs = size * size * 3;
  const kernel = new Float32Array(inputs * classes.length);
  for (let at = 0; at < inputs; at++) {
    classes.forEach((name, index) => {
      kernel[at * classes.length + index] = at % 3 === channelOf[name] ? 60 / (size * size) : 0;
    });
  }
  const bias = new Float32Array(classes.length);
  const layer = (className, config) => ({ class_name: className, config });
  const model = {
    format: 'layers-model',
    modelTopology: {
      class_name: 'Sequential',
      config: {
        name: 'largest_channel',
        layers: [
          layer('Flatten', { name: 'flatten', batch_input_shape: [null, size, size, 3], dtype: 'float32' }),
          layer('Dense', { name: 'dense', units: classes.length, activation: 'softmax', use_bias: true }),
        ],
      },
      keras_version: '2.15.0',
      backend: 'tensorflow',
    },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: [
          { name: 'dense/kernel', shape: [inputs, classes.length], dtype: 'float32' },
          { name: 'dense/bias', shape: [classes.length], dtype: 'float32' },
        ],
      },
    ],
  };
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'model.json'), JSON.stringify(model));
  fs.writeFileSync(path.join(folder, 'weights.bin'), Buffer.concat([Buffer.from(kernel.buffer), Buffer.from(bias.buffer)]));
}

/**
 * Writes the workspace: `models/largest-channel` with `pictures` (180 of 8 x 8), which takes a second or two, and
 * `models/large-pictures` with `pictures-large`, which takes long enough to be cancelled. Beside them stand a model
 * whose weights are cut off, and files that are no model.
 * @param {string} folder
 */
export function writeSampleWorkspace(folder) {
  writeModel(path.join(folder, 'models/largest-channel'), 8);
  writePictures(path.join(folder, 'pictures'), 8, 60);
  writeModel(path.join(folder, 'models/large-pictures'), 96);
  writePictures(path.join(folder, 'pictures-large'), 96, 150);
  writeModel(path.join(folder, 'models/cut-off'), 8);
  fs.truncateSync(path.join(folder, 'models/cut-off/weights.bin'), 100);
  fs.mkdirSync(path.join(folder, 'settings'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'settings/model.json'), JSON.stringify({ colour: 'green' }));
  fs.mkdirSync(path.join(folder, 'node_modules/package'), { recursive: true });
  fs.cpSync(path.join(folder, 'models/largest-channel'), path.join(folder, 'node_modules/package'), { recursive: true });
}
