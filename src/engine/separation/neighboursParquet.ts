import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Neighbours } from '../../protocol/separation';

const column = (name: string, type: 'INT32' | 'DOUBLE'): SchemaElement => ({ name, type, repetition_type: 'REQUIRED' });
const columns: SchemaElement[] = [column('image', 'INT32'), column('label', 'INT32'), column('distance', 'DOUBLE'), column('neighbour', 'INT32'), column('neighbour_label', 'INT32')];

/**
 * `neighbours.parquet`: a row for each image that has a neighbour of another class, in the order of their indices: the whole distribution
 * of distances, and the pairs to look at for wrong labels. Labels are class indices. Equal tables have equal bytes.
 *
 * @param images indices of the images that the neighbours are of
 */
export function neighboursParquet(images: Uint32Array, { distances, neighbours, labels, neighbourLabels }: Neighbours): Uint8Array {
  const rows = [...images.keys()].filter((row) => !Number.isNaN(distances[row]));
  const whole = (values: ArrayLike<number>): Int32Array => Int32Array.from(rows, (row) => values[row] ?? 0);
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({ writer, schema: [{ name: 'root', num_children: columns.length }, ...columns], createdBy: 'lp-robustness' });
  const columnData = [
    { name: 'image', data: whole(images) },
    { name: 'label', data: whole(labels) },
    { name: 'distance', data: Float64Array.from(rows, (row) => distances[row] ?? NaN) },
    { name: 'neighbour', data: whole(neighbours) },
    { name: 'neighbour_label', data: whole(neighbourLabels) },
  ];
  void parquet.write({ columnData, rowGroupSize: rows.length });
  void parquet.finish();
  return writer.getBytes();
}
