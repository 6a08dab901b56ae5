import { expect, it } from 'vitest';
import { modelName } from '../../../../src/protocol/reportText/names';

it.each([
  ['/w/models/net/model.json', 'net'],
  ['C:\\models\\net\\model.json', 'net'],
  ['/w/models/net.json', 'net'],
  ['/w/.lp-robustness/trainings/resnet-8-cifar10-1a2b/model/model.json', 'resnet-8-cifar10-1a2b'],
  ['/model/model.json', 'model'],
  ['model.json', 'model'],
])('people call %s %s', (path, name) => {
  expect(modelName(path)).toBe(name);
});
