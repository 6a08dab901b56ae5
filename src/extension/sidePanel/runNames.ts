import path from 'node:path';
import { modelName as nameOfModel } from '../../protocol/reportText/names';
import { plainLine } from '../../protocol/reportText/plainLine';

/** What people call a model, on one line. */
export function modelName(file: string): string {
  return plainLine(nameOfModel(file));
}

/** What people call data: a dataset's name, or the folder or file. */
export function dataName(source: string): string {
  return plainLine(path.basename(source) || source);
}
