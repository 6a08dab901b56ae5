import { toPlainJson } from '../../../src/protocol/reportText/reportJson';
import type { Report } from '../../../src/protocol/report';

const undefinedHere = { value: null, reason: 'there are no cells' };

/** A report that is complete and as small as can be. */
const report: Report = {
  kind: 'evaluation',
  format: 1,
  clean: { n: 2, errors: 1, error: 0.5, low: 0.1, high: 0.9 },
  cells: [],
  mceLp: undefinedHere,
  ice: undefinedHere,
  calibration: undefinedHere,
  confidenceLevel: 0.95,
  seed: 1,
  draws: 1,
  suite: { name: 's', origin: 'user' },
  backend: { name: 'wasm', device: 'CPU', batchSize: 8, versions: { tfjs: '4.22.0' } },
  model: { path: '/m/model.json', hash: 'h', format: 'layers', input: { height: 2, width: 2, channels: 1 }, classCount: 2, weightCount: 10 },
  data: { source: 'mnist', split: 'test', hash: 'h', count: 2, classNames: ['a', 'b'] },
  versions: { engine: '1', sampler: '1' },
};

export const plainReport = { report, text: toPlainJson(report) };
