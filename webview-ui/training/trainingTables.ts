import type { EpochRecord } from '../../src/protocol/training';
import { dataTable, type Column, type DataTable } from '../../src/protocol/reportText/dataTable';
import { valueText, type Curve, type TickedTraining } from './trainingCurves';

interface Row {
  readonly name: string;
  readonly epoch: EpochRecord;
}

const dash = '\u2013';

/** Headings are English, as files are; the page translates them. */
const titles: Readonly<Record<Curve, string>> = { loss: 'Loss', accuracy: 'Accuracy', learningRate: 'Learning rate', imagesPerSecond: 'Images a second' };

/** The numbers behind a chart: a row for each epoch of each training that has finished. */
export function curveTable(curve: Curve, trainings: readonly TickedTraining[]): DataTable {
  const rows = trainings.flatMap(({ shown, epochs }) => epochs.map((epoch): Row => ({ name: shown.name, epoch })));
  return dataTable(curve, titles[curve], [...heads, ...columnsOf(curve)], rows);
}

const heads: readonly Column<Row>[] = [
  { label: 'Training', align: 'left', text: ({ name }) => name, fields: { training: ({ name }) => name } },
  { label: 'Epoch', text: ({ epoch }) => String(epoch.epoch), fields: { epoch: ({ epoch }) => epoch.epoch } },
];

function columnsOf(curve: Curve): readonly Column<Row>[] {
  const column = (label: string, field: keyof EpochRecord): Column<Row> => ({
    label,
    text: ({ epoch }) => {
      const value = epoch[field];
      return value === null ? dash : valueText(curve)(value);
    },
    fields: { [field]: ({ epoch }) => epoch[field] },
  });
  switch (curve) {
    case 'loss':
      return [column('Training loss', 'loss'), column('Validation loss', 'validationLoss')];
    case 'accuracy':
      return [column('Training accuracy', 'accuracy'), column('Validation accuracy', 'validationAccuracy')];
    case 'learningRate':
    case 'imagesPerSecond':
      return [column(titles[curve], curve)];
  }
}
