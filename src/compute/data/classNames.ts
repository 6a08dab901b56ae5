import { readFile } from 'node:fs/promises';
import type { DataQuestion } from '../../protocol/computeMessages';
import { dataErrors } from '../../protocol/errors';
import type { ImageSource } from './imageSource';

/** Far more than any list of class names takes. */
const maximumLength = 1 << 20;

/** Class names from a text file with one a line; undefined where there is no such file. */
export async function readClassNames(file: string): Promise<string[] | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const names = text.slice(0, maximumLength).split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '');
  return names.length > 0 ? names : undefined;
}

export interface MatchedClasses {
  readonly classNames: readonly string[];
  /** The model's class for each class of the source. */
  readonly modelClass: readonly number[];
}

/**
 * Matches the classes of the data to the outputs of the model. Their number must be the same, for folders too: a
 * forgotten class would go unnoticed else. Where both have the same set of names, names decide; otherwise the order
 * does, except for folders, whose order is an accident of their names.
 * @throws LPR-322 for another number of classes, LPR-323 for folder names that are not the model's.
 */
export function matchClasses(path: string, source: Pick<ImageSource, 'classNames' | 'classesByName'>, question: Pick<DataQuestion, 'classCount' | 'classNames'>): MatchedClasses {
  const { classCount } = question;
  const inOrder = Array.from({ length: classCount }, (_, i) => i);
  const modelNames = question.classNames?.length === classCount ? question.classNames : undefined;
  const dataNames = source.classNames;
  if (dataNames === undefined) return { classNames: modelNames ?? inOrder.map(String), modelClass: inOrder };
  if (dataNames.length !== classCount) {
    throw dataErrors.classCount({
      path,
      dataClasses: dataNames.length,
      dataNames: listed(dataNames),
      modelClasses: classCount,
      modelNames: modelNames === undefined ? 'its description names none' : listed(modelNames),
    });
  }
  if (modelNames === undefined) return { classNames: dataNames, modelClass: inOrder };
  const indexOfName = new Map(modelNames.map((name, index) => [comparable(name), index]));
  const modelClass = dataNames.map((name) => indexOfName.get(comparable(name)) ?? -1);
  if (new Set(modelClass).size === classCount && !modelClass.includes(-1)) return { classNames: modelNames, modelClass };
  if (source.classesByName) throw dataErrors.classNames({ path, dataNames: listed(dataNames), modelNames: listed(modelNames) });
  return { classNames: dataNames, modelClass: inOrder };
}

/** File systems may decompose accents; the names are the same. */
function comparable(name: string): string {
  return name.normalize('NFC');
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 12).join(', ');
  return names.length > 12 ? `${shown}, ...` : shown;
}
