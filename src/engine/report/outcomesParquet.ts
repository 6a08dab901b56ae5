import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Cell } from '../../protocol/suite';
import type { Outcomes } from './outcomes';

const column = (name: string, type: 'INT32' | 'FLOAT' | 'DOUBLE'): SchemaElement => ({ name, type, repetition_type: 'REQUIRED' });
const text = (name: string): SchemaElement => ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' });

const columns: SchemaElement[] = [
  text('norm'),
  column('epsilon', 'DOUBLE'),
  text('sampling'),
  text('unit'),
  column('image', 'INT32'),
  column('draw', 'INT32'),
  column('label', 'INT32'),
  column('predicted', 'INT32'),
  column('confidence', 'FLOAT'),
  column('label_confidence', 'FLOAT'),
  column('realised', 'DOUBLE'),
];

/**
 * `outcomes.parquet`: a row for each finished outcome, sorted by cell, image and draw, one row group a cell. `norm` is
 * the report's norm as text ("0.5", "inf", "gaussian"), "clean" with epsilon 0 for the images as they are, or a common
 * corruption's name with its severity as epsilon; `image` is the index in the split, `label` and `predicted` are class
 * indices. Equal tables have equal bytes.
 */
export function outcomesParquet(outcomes: Outcomes): Uint8Array {
  const writer = new ByteWriter();
  const schema = [{ name: 'root', num_children: columns.length }, ...columns];
  const parquet = new ParquetWriter({ writer, schema, createdBy: 'lp-robustness' });
  for (let cell = 0; cell < outcomes.cellCount; cell++) {
    const rows = rowsOf(outcomes, cell);
    const count = rows.image.length;
    if (count === 0) continue;
    const law = nameOf(outcomes, cell);
    const constants = {
      norm: Array<string>(count).fill(String(law.norm)),
      epsilon: new Float64Array(count).fill(law.epsilon),
      sampling: Array<string>(count).fill(law.sampling),
      unit: Array<string>(count).fill(law.unit),
    };
    const columnData = Object.entries({ ...constants, ...rows }).map(([name, data]) => ({ name, data }));
    void parquet.write({ columnData, rowGroupSize: count });
  }
  void parquet.finish();
  return writer.getBytes();
}

function nameOf({ cells, common }: Outcomes, cell: number): Pick<Cell, 'epsilon' | 'sampling' | 'unit'> & { readonly norm: string | number } {
  const other = { sampling: 'ball', unit: 'element' } as const;
  const corruption = common[cell - 1 - cells.length];
  if (corruption !== undefined) return { norm: corruption.corruption, epsilon: corruption.severity, ...other };
  return cells[cell - 1] ?? { norm: 'clean', epsilon: 0, ...other };
}

function rowsOf(outcomes: Outcomes, cell: number) {
  const draws = Array.from({ length: outcomes.drawsOf(cell) }, (_, draw) => outcomes.column(cell, draw));
  let count = 0;
  for (const entry of draws) for (const done of entry?.done ?? []) count += done;
  const rows = {
    image: new Int32Array(count),
    draw: new Int32Array(count),
    label: new Int32Array(count),
    predicted: new Int32Array(count),
    confidence: new Float32Array(count),
    label_confidence: new Float32Array(count),
    realised: new Float64Array(count),
  };
  let row = 0;
  outcomes.images.forEach((image, position) => {
    draws.forEach((entry, draw) => {
      if (entry?.done[position] !== 1) return;
      rows.image[row] = image;
      rows.draw[row] = draw;
      rows.label[row] = outcomes.labels[position] ?? 0;
      rows.predicted[row] = entry.predicted[position] ?? 0;
      rows.confidence[row] = entry.confidence[position] ?? 0;
      rows.label_confidence[row] = entry.labelConfidence[position] ?? 0;
      rows.realised[row] = entry.realised[position] ?? 0;
      row++;
    });
  });
  return rows;
}
