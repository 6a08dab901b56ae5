import { readSource, type SourceLanguage, type SourceText } from './sourceText';

/** What kind of model a call loads, and so what has to be done to evaluate it. */
export type LoadedFormat = 'tensorflow.js' | 'keras' | 'savedModel' | 'tflite' | 'pytorch' | 'onnx';

/** A call in source code that loads a model. */
export interface ModelLoad {
  /** Of the first character of the callee. */
  readonly offset: number;
  /** As it is written: "tf.loadLayersModel". */
  readonly callee: string;
  readonly format: LoadedFormat;
  /** The path that is passed, as far as it is written as text; undefined where it is made at run time. */
  readonly path: string | undefined;
}

/** What is worth a lens in one file; a file that is generated may have thousands. */
const mostLoads = 100;
const longestArgument = 2000;
const longestCallee = 200;
/** "tf.keras.models." before the last name. */
const calleeBegins = /(?:[A-Za-z_$][\w$]{0,99}\s{0,20}\??\.\s{0,20})+$/;

interface Loader {
  /** The last name of the callee, and the formats by what stands before it. */
  readonly name: string;
  readonly format: LoadedFormat;
  /** What the callee's beginning has to be; a bare name counts where it was imported from there. */
  readonly of?: RegExp;
}

const javascriptLoaders: readonly Loader[] = [
  { name: 'loadLayersModel', format: 'tensorflow.js' },
  { name: 'loadGraphModel', format: 'tensorflow.js' },
  { name: 'loadGraphModelSync', format: 'tensorflow.js' },
  { name: 'loadSavedModel', format: 'savedModel', of: /(^|\.)node$/ },
  { name: 'loadTFLiteModel', format: 'tflite' },
  { name: 'create', format: 'onnx', of: /(^|\.)InferenceSession$/ },
];

const pythonLoaders: readonly Loader[] = [
  { name: 'load_model', format: 'keras', of: /(^|\.)(models|saving|keras|sm)$/ },
  { name: 'load_keras_model', format: 'tensorflow.js', of: /(^|\.)(converters|tfjs|tensorflowjs)$/ },
  { name: 'load', format: 'savedModel', of: /(^|\.)saved_model$/ },
  { name: 'TFSMLayer', format: 'savedModel' },
  { name: 'Interpreter', format: 'tflite', of: /(^|\.)(lite|tflite|interpreter|tflite_runtime)$/ },
  { name: 'load', format: 'pytorch', of: /^(torch|torch\.jit|torch\.export|jit)$/ },
  { name: 'load_file', format: 'pytorch', of: /(^|\.)(safetensors\.torch)$/ },
  { name: 'load', format: 'onnx', of: /^onnx$/ },
  { name: 'load_model', format: 'onnx', of: /^onnx$/ },
  { name: 'InferenceSession', format: 'onnx' },
];

/** Modules whose functions are loaders when they are imported by name: `from keras.models import load_model`. */
const pythonModules = /^(tensorflow|keras|tf_keras|torch|onnx|onnxruntime|tensorflowjs|tflite_runtime|safetensors|ai_edge_litert)(\.|$)/;

/** Finds the calls that load a model, in their order. Comments and strings do not count. */
export function modelLoads(text: string, language: SourceLanguage): ModelLoad[] {
  const source = readSource(text, language);
  const aliases = language === 'python' ? pythonAliases(source.code) : javascriptAliases(source.code);
  const loaders = language === 'python' ? pythonLoaders : javascriptLoaders;
  const names = new Set([...loaders.map(({ name }) => name), ...aliases.keys()]);
  const found: ModelLoad[] = [];
  // The last name first, then a bounded look back: a pattern for the whole callee would take quadratic time on a.a.a.a...
  const call = new RegExp(`(?<![\\w$])(${[...names].map((name) => name.replaceAll('$', '\\$')).join('|')})\\s{0,100}\\(`, 'g');
  for (let match = call.exec(source.code); match !== null && found.length < mostLoads; match = call.exec(source.code)) {
    const [whole, last = ''] = match;
    const before = calleeBegins.exec(source.code.slice(Math.max(0, match.index - longestCallee), match.index))?.[0] ?? '';
    const offset = match.index - before.length;
    if (isDefinition(source.code, offset)) continue;
    const written = `${before}${last}`.replace(/[\s?]/g, '');
    const format = formatOf(resolved(written, aliases), loaders, language, before === '' && aliases.has(last));
    if (format === undefined) continue;
    found.push({ offset, callee: written, format, path: pathArgument(text, source, match.index + whole.length, language) });
  }
  return found;
}

/** `def load_model(`, `function loadLayersModel(`, `async loadLayersModel() {`: these make such a function. */
function isDefinition(code: string, at: number): boolean {
  return /(\bdef|\bfunction|\bclass)\s*\*?\s*$/.test(code.slice(Math.max(0, at - 30), at));
}

/** The callee with its first name replaced by what it was imported as: `lm` by `keras.models.load_model`. */
function resolved(callee: string, aliases: ReadonlyMap<string, string>): string {
  const [first = '', ...rest] = callee.split('.');
  return [aliases.get(first) ?? first, ...rest].join('.');
}

function formatOf(callee: string, loaders: readonly Loader[], language: SourceLanguage, isImported: boolean): LoadedFormat | undefined {
  const at = callee.lastIndexOf('.');
  const name = callee.slice(at + 1);
  const before = callee.slice(0, Math.max(0, at));
  for (const loader of loaders) {
    if (loader.name !== name) continue;
    if (loader.of === undefined) {
      // In Python a bare class name could be anybody's, unless it was imported.
      if (language === 'javascript' || before !== '' || isImported) return loader.format;
    } else if (loader.of.test(before)) return loader.format;
  }
  return undefined;
}

/** Local names by what they stand for: `import torch as t`, `from keras.models import load_model as lm`. */
function pythonAliases(code: string): Map<string, string> {
  const aliases = new Map<string, string>();
  for (const [, list = ''] of code.matchAll(/^[ \t]*import[ \t]+([\w.]+[^\n\r;]*)/gm)) {
    for (const [, module = '', alias = ''] of list.matchAll(/([\w.]+)[ \t]+as[ \t]+(\w+)/g)) if (pythonModules.test(module)) aliases.set(alias, canonical(module));
  }
  for (const [, module = '', bracketed, plain] of code.matchAll(/^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]*(?:\(([^)]{0,2000})\)|([^\n\r;]*))/gm)) {
    if (!pythonModules.test(module)) continue;
    for (const [, name = '', alias = name] of (bracketed ?? plain ?? '').matchAll(/(\w+)(?:[ \t]+as[ \t]+(\w+))?/g)) aliases.set(alias, canonical(`${module}.${name}`));
  }
  return aliases;
}

/** torch and onnx are told by their own names. */
function canonical(module: string): string {
  return module.replace(/^onnxruntime\.capi\..*\./, 'onnxruntime.');
}

/** `import { loadLayersModel as load }`, `const { loadGraphModel: load } = tf`. */
function javascriptAliases(code: string): Map<string, string> {
  const aliases = new Map<string, string>();
  for (const { name, of } of javascriptLoaders) {
    if (of !== undefined) continue;
    for (const [, alias = ''] of code.matchAll(new RegExp(`\\b${name}\\s*(?:\\bas\\b|:)\\s*([A-Za-z_$][\\w$]*)\\s*[,}]`, 'g'))) aliases.set(alias, name);
  }
  return aliases;
}

/** The first argument as text: a literal, literals that are joined, or a name that a literal was given to. */
function pathArgument(text: string, source: SourceText, from: number, language: SourceLanguage): string | undefined {
  const end = argumentEnd(source.code, from);
  const keyword = /^\s*(?:filepath|model_path|path_or_bytes|f|path|export_dir|model_file_path|filename|saved_model_dir)\s*=(?!=)\s*/.exec(language === 'python' ? source.code.slice(from, end) : '');
  const start = from + (keyword?.[0].length ?? 0);
  const inside = source.strings.filter((literal) => literal.start >= start && literal.end <= end);
  if (inside.length > 0) {
    const code = source.code.slice(start, end);
    // With `encoding="..."` or the like behind it, the path is not here.
    if (/\b(?:if|else)\b|\?/.test(code)) return undefined;
    const values = inside.map(({ value }) => value ?? templateRest(text, inside));
    return values.includes(undefined) ? undefined : joined(values.filter((value) => value !== undefined), code);
  }
  const name = /^\s*([A-Za-z_$][\w$]*)\s*$/.exec(source.code.slice(start, end))?.[1];
  return name === undefined ? undefined : constantValue(source, name);
}

/** Behind the values of a template such as `file://${__dirname}/model.json` only the end is text: that is enough where it begins with a slash. */
function templateRest(text: string, [only, second]: readonly { readonly start: number; readonly end: number }[]): string | undefined {
  if (only === undefined || second !== undefined) return undefined;
  const rest = /[}]([/\\][^${}]*)[`'"]+$/.exec(text.slice(only.start, only.end))?.[1];
  return rest === undefined ? undefined : `.${rest}`;
}

/** Pieces with `+` between them follow each other; others, as of path.join and of Path's `/`, are folders and files. */
function joined(values: readonly string[], code: string): string {
  const isSum = /['"`]\s*\+|\+\s*['"`]/.test(code) && !/join|resolve|Path/.test(code);
  const parts = values.filter((value) => !/^(file:)?\/\/$/.test(value));
  const path = parts.join(isSum ? '' : '/');
  return /^[/\\]/.test(path) && /__dirname|__file__|import\.meta|cwd/.test(code) ? `.${path}` : path;
}

function constantValue(source: SourceText, name: string): string | undefined {
  const assignment = new RegExp(`(?:^|[\\s;{,])${name.replace(/\$/g, '\\$')}\\s*(?::\\s*\\w+\\s*)?=(?!=)\\s*(?:[rRuU]?)(?=["'\`])`, 'g');
  const places = [...source.code.matchAll(assignment)].map(({ index, 0: whole }) => index + whole.length);
  // A name that is given something else elsewhere is not known.
  if (places.length !== 1) return undefined;
  return source.strings.find(({ start }) => start === places[0])?.value;
}

/** Where the first argument ends: the comma or the bracket behind it. */
function argumentEnd(code: string, from: number): number {
  let depth = 0;
  for (let at = from; at < Math.min(code.length, from + longestArgument); at++) {
    const character = code.charAt(at);
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) {
      if (depth === 0) return at;
      depth -= 1;
    } else if (character === ',' && depth === 0) return at;
  }
  return Math.min(code.length, from + longestArgument);
}
