/** What the workspace has for an experiment; paths as the file will write them. */
export interface Template {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly model?: string;
  readonly data?: string;
}

/** Where there is no model yet: VS Code completes the paths of those that come. */
const noModel = 'models/my-model/model.json';

/**
 * The text of a new experiment file, and what to select in it: the model where none was found, else the data where they
 * were chosen for want of any, else the maximum of the threshold, which only its author knows.
 */
export function experimentTemplate({ model, data }: Template): { text: string; cursor: { start: number; end: number } } {
  const source = data === undefined || /[\\/.]/.test(data) ? (data ?? 'mnist') : `./${data}`;
  const lines = [
    `  "model": ${JSON.stringify(model ?? noModel)},`,
    `  "data": ${JSON.stringify(source)},`,
    '  "suite": "paper",',
    '  "limit": 1000,',
    '  "seed": 1,',
    '  "thresholds": [',
    '    { "figure": "clean", "maximum": 0.1 },',
    '    { "figure": "mceLp", "maximum": 0.3 }',
    '  ]',
  ];
  const text = `{\n${lines.join('\n')}\n}\n`;
  const selected = model === undefined ? JSON.stringify(noModel) : data === undefined ? JSON.stringify(source) : ' 0.1 ';
  const start = text.indexOf(selected) + 1;
  return { text, cursor: { start, end: start + selected.length - 2 } };
}
