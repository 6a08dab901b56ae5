import { describe, expect, it } from 'vitest';
import { tableCsv } from '../../../../src/protocol/reportText/dataTable';
import type { EpochRecord } from '../../../../src/protocol/training';
import type { ListedTraining } from '../../../../src/protocol/trainingRequests';
import { curvePlot, curves, type TickedTraining } from '../../../../webview-ui/training/trainingCurves';
import { curveTable } from '../../../../webview-ui/training/trainingTables';

const epoch = (number: number, more: Partial<EpochRecord> = {}): EpochRecord => ({ epoch: number, loss: 2 / number, accuracy: 0.2 * number, validationLoss: 3 / number, validationAccuracy: 0.1 * number, learningRate: 0.1 / number, imagesPerSecond: 100 * number, seconds: 1, ...more });
const moment = { epoch: 3, epochs: 4, done: 250, total: 400, loss: 0.5, accuracy: 0.7, learningRate: 0.02, imagesPerSecond: 123, secondsLeft: 9 };
const listed: ListedTraining = { folder: '/t', model: 'm', data: 'd', augmentation: '', file: null, seed: 1, backend: 'wasm', epochs: 4, epochsDone: 2, last: null, trained: null, created: '2026-01-01T00:00:00.000Z', state: { kind: 'unfinished', wasStopped: true } };
const ticked = (name: string, group: number, epochs: readonly EpochRecord[], state: ListedTraining['state'] = listed.state): TickedTraining => ({ shown: { training: { ...listed, state }, name, description: '', share: 0, canResume: false }, epochs, group });
const running: ListedTraining['state'] = { kind: 'running', host: 'h', pid: 1, by: 'window', isHere: true, isPaused: false, moment };

describe('the curves of the training monitor', () => {
  it('are dashed on training images and solid on those kept apart, in the colour of their training', () => {
    const plot = curvePlot('loss', [ticked('a', 2, [epoch(1), epoch(2)])]);
    expect(plot.series.map(({ name, look, points }) => [name, look, points])).toEqual([
      ['a, validation', { group: 2, dashed: false }, [{ x: 1, y: 3 }, { x: 2, y: 1.5 }]],
      ['a, training', { group: 2, dashed: true }, [{ x: 1, y: 2 }, { x: 2, y: 1 }]],
    ]);
    expect(plot.x.to).toBeCloseTo(2, 0);
    expect(curvePlot('loss', [ticked('a', 0, [], running)]).x.to).toBeCloseTo(4, 0);
    expect(plot.y.to).toBe(3);
    expect(plot.description).toBe('Loss. a: 1 after epoch 2, 1.5 in validation.');
  });

  it('end with what the epoch has come to so far, where the epochs before it are known', () => {
    const last = (curve: (typeof curves)[number], epochs: readonly EpochRecord[]) => curvePlot(curve, [ticked('a', 0, epochs, running)]).series.at(-1)?.points.at(-1);
    expect(last('accuracy', [epoch(1), epoch(2)])).toEqual({ x: 2.5, y: 0.7 });
    expect(last('learningRate', [epoch(1), epoch(2)])).toEqual({ x: 2.5, y: 0.02 });
    expect(last('loss', [epoch(1)])).toEqual({ x: 1, y: 2 });
  });

  it('leave out what is no number, and have no validation line where nothing was kept apart', () => {
    const epochs = [epoch(1, { validationLoss: null, validationAccuracy: null }), epoch(2, { loss: NaN, validationLoss: null, validationAccuracy: null })];
    const plot = curvePlot('loss', [ticked('a', 0, epochs)]);
    expect(plot.series).toHaveLength(1);
    expect(plot.series[0]?.points).toEqual([{ x: 1, y: 2 }]);
    expect(plot.y.to).toBe(2);
  });

  it('have a table with a row an epoch of each training, and the same numbers in full', () => {
    const trainings = [ticked('a', 0, [epoch(1)]), ticked('b', 1, [epoch(1), epoch(3, { validationLoss: null })])];
    const table = curveTable('loss', trainings);
    expect(table.labels).toEqual(['Training', 'Epoch', 'Training loss', 'Validation loss']);
    expect(table.texts).toEqual([['a', '1', '2', '3'], ['b', '1', '2', '3'], ['b', '3', '0.667', '\u2013']]);
    expect(tableCsv(table)).toBe(`training,epoch,loss,validationLoss\na,1,2,3\nb,1,2,3\nb,3,${2 / 3},\n`);
    for (const curve of curves) expect(curveTable(curve, trainings).texts).toHaveLength(3);
  });
});
