/**
 * What people call a model: its file without the ending, or, as most are called model.json, the folder that it lies in; of a
 * training the training's folder, whose model lies in model/model.json.
 */
export function modelName(path: string): string {
  const [file = '', ...folders] = path.split(/[\\/]/).filter((part) => part !== '').reverse();
  const name = file.replace(/(?<=.)\.[^.]+$/, '');
  return name === 'model' ? (folders.find((folder) => folder !== 'model') ?? name) : name;
}

/** What people call data: a dataset's name, or the folder or file that the images lie in. */
export const dataName = (source: string): string => source.split(/[\\/]/).at(-1) ?? source;
