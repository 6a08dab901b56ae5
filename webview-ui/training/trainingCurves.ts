import { t } from '@vscode/l10n';
import type { EpochRecord } from '../../src/protocol/training';
import type { ShownTraining } from '../../src/protocol/trainingPanelMessages';
import { count, measured, percent } from '../components/figures';
import type { Plot, PlotPoint, PlotSeries } from '../components/plot';

/** A training with what is known of its epochs, and the number of its colour and marker. */
export interface TickedTraining {
  readonly shown: ShownTraining;
  readonly epochs: readonly EpochRecord[];
  readonly group: number;
}

/** What the monitor draws. */
export type Curve = 'loss' | 'accuracy' | 'learningRate' | 'imagesPerSecond';
export const curves: readonly Curve[] = ['loss', 'accuracy', 'learningRate', 'imagesPerSecond'];

export const curveTitle = (curve: Curve): string => ({ loss: t('Loss'), accuracy: t('Accuracy'), learningRate: t('Learning rate'), imagesPerSecond: t('Images a second') })[curve];

const validationOf = { loss: 'validationLoss', accuracy: 'validationAccuracy' } as const;

/**
 * A curve of several trainings over epochs: of loss and accuracy the one on training images dashed, the one on images kept apart solid.
 * The epoch that is being trained ends each line with what it has come to so far.
 */
export function curvePlot(curve: Curve, trainings: readonly TickedTraining[]): Plot {
  const series = trainings.flatMap((ticked) => seriesOf(curve, ticked));
  const highest = Math.max(...series.flatMap(({ points }) => points.map(({ y }) => y)), 0);
  return {
    description: descriptionOf(curve, trainings),
    series,
    hasKeys: false,
    x: { title: t('epoch'), from: 0, to: roomForMarkers * Math.max(1, ...trainings.map(({ shown }) => lengthOf(shown.training))), format: (value) => (Number.isInteger(value) ? count(value) : measured(value)) },
    y: { title: '', to: curve === 'accuracy' ? 1 : roundAbove(highest), format: valueText(curve) },
  };
}

/** Epochs that the axis has room for: those to come of a training that is going on, else those that there are. */
function lengthOf({ state, epochs, epochsDone }: ShownTraining['training']): number {
  return state.kind === 'running' ? epochs : epochsDone;
}

/** The last epoch stands at the right edge; half of its marker would be cut off there. */
const roomForMarkers = 1.02;

/** The next fifth of a round number above a value, which an axis ends with: 1.6 for 1.52. */
function roundAbove(value: number): number {
  if (!(value > 0)) return 1;
  const rough = value / 5;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5].find((round) => round * magnitude >= rough) ?? 10) * magnitude;
  return Math.ceil(value / step) * step;
}

export function valueText(curve: Curve): (value: number) => string {
  switch (curve) {
    case 'accuracy':
      return percent;
    case 'imagesPerSecond':
      return count;
    case 'loss':
    case 'learningRate':
      return measured;
  }
}

function seriesOf(curve: Curve, { shown, epochs, group }: TickedTraining): PlotSeries[] {
  const { name, training } = shown;
  const moment = training.state.kind === 'running' ? training.state.moment : null;
  const ofTraining = epochs.map((epoch) => ({ x: epoch.epoch, y: epoch[curve] }));
  // The list of epochs may come a little after the moment.
  if (moment !== null && moment.epoch === epochs.length + 1) ofTraining.push({ x: (moment.done / moment.total) * moment.epochs, y: moment[curve] });
  const isSplit = curve === 'loss' || curve === 'accuracy';
  const line = (words: string, points: readonly PlotPoint[], dashed: boolean): PlotSeries => ({ name: words, shape: 'line', points: points.filter(({ y }) => Number.isFinite(y)), look: { group, dashed } });
  if (!isSplit) return [line(name, ofTraining, false)];
  const validation = epochs.flatMap((epoch) => {
    const y = epoch[validationOf[curve]];
    return y === null ? [] : [{ x: epoch.epoch, y }];
  });
  return [...(validation.length === 0 ? [] : [line(t('{0}, validation', name), validation, false)]), line(t('{0}, training', name), ofTraining, true)];
}

function descriptionOf(curve: Curve, trainings: readonly TickedTraining[]): string {
  const text = valueText(curve);
  const last = trainings.map(({ shown, epochs }) => {
    const epoch = epochs.at(-1);
    if (epoch === undefined) return t('{0}: no epoch has finished', shown.name);
    const validation = curve === 'loss' || curve === 'accuracy' ? epoch[validationOf[curve]] : null;
    return validation === null ? t('{0}: {1} after epoch {2}', shown.name, text(epoch[curve]), epoch.epoch) : t('{0}: {1} after epoch {2}, {3} in validation', shown.name, text(epoch[curve]), epoch.epoch, text(validation));
  });
  return `${curveTitle(curve)}. ${last.join('; ')}.`;
}
