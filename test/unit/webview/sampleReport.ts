import type { Report, ReportCell } from '../../../src/protocol/report';

export function cell(change: Partial<ReportCell>): ReportCell {
  return {
    norm: 2, epsilon: 1, sampling: 'ball', unit: 'element', n: 200, errors: 50, error: 0.25, low: 0.19, high: 0.316, realised: 0.97,
    inMeanCorruptionError: true, imperceptible: false, ...change,
  };
}

export function report(cells: readonly ReportCell[]): Report {
  return {
    kind: 'evaluation',
    format: 1,
    clean: { n: 200, errors: 20, error: 0.1, low: 0.062, high: 0.15 },
    cells: [...cells],
    mceLp: { value: 0.25, low: 0.2, high: 0.3 },
    ice: { value: null, reason: 'the suite has no imperceptible corruption' },
    calibration: { value: 0.05, low: 0.04, high: 0.07 },
    confidenceLevel: 0.95,
    seed: 1,
    draws: 1,
    suite: { name: 'test', origin: 'user' },
    backend: { name: 'wasm', device: 'CPU', batchSize: 64, versions: {} },
    model: { path: '/m/model.json', hash: 'a', format: 'layers', input: { height: 8, width: 8, channels: 3 }, classCount: 3, weightCount: 10 },
    data: { source: 'mnist', split: 'test', hash: 'b', count: 200, classNames: ['a', 'b', 'c'] },
    versions: { engine: '1', sampler: '1' },
  };
}
