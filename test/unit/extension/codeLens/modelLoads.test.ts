import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exportCandidates, modelFileCandidates } from '../../../../src/extension/codeLens/modelPaths';
import { modelLoads } from '../../../../src/extension/codeLens/modelLoads';
import { readSource } from '../../../../src/extension/codeLens/sourceText';

const found = (text: string, language: 'python' | 'javascript') => modelLoads(text, language).map(({ callee, format, path }) => [callee, format, path]);
const python = (text: string) => found(text, 'python');
const javascript = (text: string) => found(text, 'javascript');

describe('calls that load a model, in TypeScript and JavaScript', () => {
  it.each<[string, unknown]>([
    ["const m = await tf.loadLayersModel('file://models/a/model.json');", ['tf.loadLayersModel', 'tensorflow.js', 'file://models/a/model.json']],
    ['tf.loadGraphModel(\n  // the small one\n  "models/b/model.json",\n  { strict: true },\n)', ['tf.loadGraphModel', 'tensorflow.js', 'models/b/model.json']],
    ['tf . loadGraphModel (`models/c`)', ['tf.loadGraphModel', 'tensorflow.js', 'models/c']],
    ["import { loadLayersModel } from '@tensorflow/tfjs';\nloadLayersModel('m.json')", ['loadLayersModel', 'tensorflow.js', 'm.json']],
    ["import { loadLayersModel as load } from '@tensorflow/tfjs';\nload('m.json')", ['load', 'tensorflow.js', 'm.json']],
    ["const { loadGraphModel: open } = tf;\nopen('m.json')", ['open', 'tensorflow.js', 'm.json']],
    ["tf.loadLayersModel('file://' + path.join(__dirname, 'models', 'a', 'model.json'))", ['tf.loadLayersModel', 'tensorflow.js', 'models/a/model.json']],
    ['tf.loadLayersModel(`file://${__dirname}/models/a/model.json`)', ['tf.loadLayersModel', 'tensorflow.js', './models/a/model.json']],
    ["tf.loadLayersModel('file://' + root + '/model.json')", ['tf.loadLayersModel', 'tensorflow.js', '/model.json']],
    ["const MODEL = 'models/a/model.json';\ntf.loadLayersModel(MODEL)", ['tf.loadLayersModel', 'tensorflow.js', 'models/a/model.json']],
    ["let place = 'a'; place = 'b';\ntf.loadLayersModel(place)", ['tf.loadLayersModel', 'tensorflow.js', undefined]],
    ["tf.loadLayersModel(big ? 'a' : 'b')", ['tf.loadLayersModel', 'tensorflow.js', undefined]],
    ['tf.loadLayersModel(tf.io.browserFiles(files))', ['tf.loadLayersModel', 'tensorflow.js', undefined]],
    ["tf.node.loadSavedModel('saved/1')", ['tf.node.loadSavedModel', 'savedModel', 'saved/1']],
    ["await ort.InferenceSession.create('net.onnx')", ['ort.InferenceSession.create', 'onnx', 'net.onnx']],
  ])('%s', (text, expected) => {
    expect(javascript(text)).toEqual([expected]);
  });

  it.each([
    "// tf.loadLayersModel('a')",
    "/* tf.loadLayersModel('a') */",
    'const text = "tf.loadLayersModel(1)";',
    'const text = `tf.loadLayersModel(1) ${nothing}`;',
    "function loadLayersModel(path) {}",
    "Object.create('x'); document.load('y');",
    "import { loadLayersModel } from '@tensorflow/tfjs';",
  ])('are not in %s', (text) => {
    expect(javascript(text)).toEqual([]);
  });
});

describe('calls that load a model, in Python', () => {
  it.each<[string, unknown]>([
    ["model = keras.models.load_model('net.h5')", ['keras.models.load_model', 'keras', 'net.h5']],
    ['model = tf.keras.models.load_model(\n    filepath="net.keras",  # best so far\n    compile=False)', ['tf.keras.models.load_model', 'keras', 'net.keras']],
    ["from keras.models import load_model\nload_model('net.h5')", ['load_model', 'keras', 'net.h5']],
    ["from tensorflow.keras.models import (Model,\n    load_model as lm)\nlm('net.h5')", ['lm', 'keras', 'net.h5']],
    ["net = torch.load('net.pt', map_location='cpu')", ['torch.load', 'pytorch', 'net.pt']],
    ["import torch as t\nnet = t.load(f='net.pt')", ['t.load', 'pytorch', 'net.pt']],
    ["net = torch.jit.load(os.path.join(os.path.dirname(__file__), 'nets', 'a.pt'))", ['torch.jit.load', 'pytorch', 'nets/a.pt']],
    ["net.load_state_dict(torch.load(Path('nets') / 'a.pt'))", ['torch.load', 'pytorch', 'nets/a.pt']],
    ["sess = onnxruntime.InferenceSession('net.onnx')", ['onnxruntime.InferenceSession', 'onnx', 'net.onnx']],
    ["import onnxruntime as ort\nort.InferenceSession(r'nets\\a.onnx')", ['ort.InferenceSession', 'onnx', 'nets\\a.onnx']],
    ["onnx.load('net.onnx')", ['onnx.load', 'onnx', 'net.onnx']],
    ["tf.saved_model.load('saved')", ['tf.saved_model.load', 'savedModel', 'saved']],
    ["tf.lite.Interpreter(model_path='net.tflite')", ['tf.lite.Interpreter', 'tflite', 'net.tflite']],
    ["WEIGHTS = 'net.pt'\ntorch.load(WEIGHTS)", ['torch.load', 'pytorch', 'net.pt']],
    ["WEIGHTS: str = 'net.pt'\ntorch.load(WEIGHTS)", ['torch.load', 'pytorch', 'net.pt']],
    ["torch.load(f'{folder}/net.pt')", ['torch.load', 'pytorch', './net.pt']],
    ['torch.load(args.weights)', ['torch.load', 'pytorch', undefined]],
  ])('%s', (text, expected) => {
    expect(python(text)).toEqual([expected]);
  });

  it.each([
    "# torch.load('a.pt')",
    '"""\n>>> torch.load(\'a.pt\')\n"""',
    "'''torch.load('a.pt')'''",
    "text = 'torch.load(1)'",
    'def load_model(path):\n    pass',
    "pickle.load(f)\njson.load(f)\nnp.load('a.npy')\nyaml.load(x)",
    "load_model('mine')",
    'import torch',
  ])('are not in %s', (text) => {
    expect(python(text)).toEqual([]);
  });

  it('stand where their callee begins', () => {
    const text = 'import torch\r\n\r\nnet =  torch . load(\n  "a.pt")\n';
    expect(modelLoads(text, 'python').map(({ offset }) => text.slice(offset, offset + 5))).toEqual(['torch']);
  });
});

describe('reading source text', () => {
  const pieces = ['"', "'", '`', '"""', "'''", '#', '//', '/*', '*/', '\\', '\n', '\r\n', '${', '}', '{', '(', ')', ',', ' ', 'torch.load', 'tf.loadLayersModel', 'load_model', 'a.pt', '=', '+', 'f', 'r', 'import torch as t', '\u202E', '😀', 'x'.repeat(300)];
  const text = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 4 })), { maxLength: 60 }).map((parts) => parts.join(''));

  it('keeps every place, and every line end, whatever the text', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('python' as const, 'javascript' as const), (content, language) => {
        const { code, strings } = readSource(content, language);
        expect(code).toHaveLength(content.length);
        expect(code.replace(/[^\r\n]/g, '')).toBe(content.replace(/[^\r\n]/g, ''));
        let last = 0;
        for (const { start, end } of strings) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(content.length);
          last = end;
        }
        for (const { offset, callee } of modelLoads(content, language)) expect(content.slice(offset)).toMatch(new RegExp(`^${callee.charAt(0).replace('$', '\\$')}`));
      }),
      { seed: 3, numRuns: 2000 },
    );
  });

  it('takes time in proportion to the text', () => {
    // Quadratic behaviour would make these take minutes: the test would not end in its time.
    for (const piece of ['"', '`${', '/*', 'a.', 'torch.load(', '"""', '(', 'x = ', "from torch import (", '\\']) {
      modelLoads(piece.repeat(400_000 / piece.length), 'python');
      modelLoads(piece.repeat(400_000 / piece.length), 'javascript');
    }
  });
});

describe('where a model may lie', () => {
  it('is beside the source first, then in the workspace folder', () => {
    expect(modelFileCandidates('models/a/model.json', '/w/src', '/w').slice(0, 2)).toEqual(['/w/src/models/a/model.json', '/w/models/a/model.json']);
    expect(modelFileCandidates('./models/a', '/w/src', '/w')[0]).toBe('/w/src/models/a/model.json');
    expect(modelFileCandidates('file:///data/a/model.json', '/w', '/w')).toEqual(['/data/a/model.json']);
  });

  it('is in what a server would serve, for an address', () => {
    expect(modelFileCandidates('https://example.org/models/a%20b/model.json?v=1', '/w/src', '/w')).toContain('/w/public/models/a b/model.json');
    expect(modelFileCandidates('/models/a/model.json', '/w/src', '/w')).toContain('/w/static/models/a/model.json');
  });

  it('is nowhere for a browser\'s own storage', () => {
    for (const written of ['indexeddb://m', 'localstorage://m', 'data:text/plain,x', '', 'a\0b']) expect(modelFileCandidates(written, '/w', '/w')).toEqual([]);
  });

  it('is in a folder of its name for a model of another format', () => {
    expect(exportCandidates('nets/a.h5', '/w', undefined)).toEqual(expect.arrayContaining(['/w/nets/a/model.json', '/w/nets/a-tfjs/model.json']));
  });
});
