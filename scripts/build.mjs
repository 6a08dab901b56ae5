// Builds everything into dist/: extension, server, compute process, command line, the wasm backend, webviews, schemas.
import { build } from 'esbuild';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { thirdPartyLicences } from './licences.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const require = createRequire(import.meta.url);
const maps = process.argv.includes('--sourcemap');

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist/backends', { recursive: true });
mkdirSync('dist/schemas', { recursive: true });

/** Zod's messages in fifty languages: a third of a bundle, and ours are English. */
const withoutLocales = {
  name: 'without-locales',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^\.\.\/locales\/index\.js$/ }, ({ path: file, importer }) => (importer.includes(`${path.sep}zod${path.sep}`) ? { path: file, namespace: 'nothing' } : undefined));
    onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'export {};' }));
  },
};

/** What the extension takes of the VS Code API. */
const usedOfVsCode = new Set(
  readdirSync('src/extension', { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...readFileSync(path.join('src/extension', name), 'utf8').matchAll(/\bvscode\.([A-Za-z]\w*)/g)].map(([, used]) => used)),
);

/**
 * The VS Code API once a bundle. esbuild, and TypeScript's output in libraries, copy all of its hundreds of properties for each file
 * that imports it, which took most of the time in which a bundle was loaded.
 */
const vsCodeOnce = {
  name: 'vscode-once',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^vscode$/ }, ({ kind, namespace }) => {
      if (namespace === 'vscode-once') return { path: 'vscode', external: true };
      return { path: kind === 'require-call' ? 'whole' : 'used', namespace: 'vscode-once' };
    });
    onLoad({ filter: /^used$/, namespace: 'vscode-once' }, () => ({
      contents: ["const api = require('vscode');", ...[...usedOfVsCode].map((name) => `export const ${name} = api.${name};`)].join('\n'),
    }));
    // What is marked as an ES module is taken as it is.
    onLoad({ filter: /^whole$/, namespace: 'vscode-once' }, () => ({ contents: "module.exports = Object.create(require('vscode'), { __esModule: { value: true } });" }));
  },
};

const forExtension = [withoutLocales, vsCodeOnce];

const shared = { plugins: [withoutLocales], bundle: true, metafile: true, sourcemap: maps ? 'linked' : false, minify: !maps, legalComments: 'none', logLevel: 'warning', absWorkingDir: root };

/** Node programs. They stay CommonJS: VS Code loads an extension with require. */
const forNode = (entryPoints, options = {}) =>
  build({ ...shared, entryPoints, outdir: 'dist', platform: 'node', format: 'cjs', target: 'node20.19', mainFields: ['module', 'main'], ...options });

/** Each folder of webview-ui with a main.ts is a panel: dist/webview/NAME.js and NAME.css. */
const panels = Object.fromEntries(
  readdirSync('webview-ui')
    .map((name) => [name, `webview-ui/${name}/main.ts`])
    .filter(([, main]) => existsSync(main)),
);

const builds = await Promise.all([
  // Three bundles: activation reads the first only.
  forNode({ extension: 'src/extension/extension.ts' }, { external: ['./loadEditor'], plugins: forExtension, supported: { 'dynamic-import': false } }),
  forNode({ loadEditor: 'src/extension/loadEditor.ts' }, { external: ['./loadLanguageClient'], plugins: forExtension, supported: { 'dynamic-import': false } }),
  // Half of what the extension host ever loads: read when the server is first needed.
  forNode({ loadLanguageClient: 'src/extension/loadLanguageClient.ts' }, { plugins: forExtension }),
  forNode({ server: 'src/server/main.ts', compute: 'src/compute/main.ts', batchWorker: 'src/compute/training/batchWorker.ts', cli: 'src/cli/main.ts', reportWorker: 'src/engine/reportWorker.ts' }, { external: ['./npmClient', './exportReport'], supported: { 'dynamic-import': false } }),
  // More than half of all code, and needed once a dataset. pacote could build packages with node-gyp; ours are data.
  forNode({ npmClient: 'src/engine/dataset/npmClient.ts' }, { external: ['node-gyp'] }),
  // Observable Plot and a small DOM for it: needed when a report is exported.
  forNode({ exportReport: 'src/engine/report/exportReport.ts' }),
  // Loaded by a compute process at run time, so that one with another backend never loads it: one tfjs-core a process.
  forNode({ 'backends/wasm': 'src/compute/backend/wasmRuntime.ts' }),
  forNode({ 'schemas/build': 'src/engine/experiment/jsonSchemas.ts' }),
  build({
    ...shared,
    entryPoints: panels,
    // Before anything that asks for a translated text as it is loaded.
    inject: ['webview-ui/components/translation.ts'],
    outdir: 'dist/webview',
    platform: 'browser',
    format: 'iife',
    target: 'chrome124',
    tsconfig: 'webview-ui/tsconfig.json',
    loader: { '.svg': 'dataurl' },
  }),
]);

const wasmFolder = path.join(path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist');
for (const name of readdirSync(wasmFolder)) {
  // The threaded one is for browsers: in Node a wasm process has one thread.
  if (name.endsWith('.wasm') && !name.includes('threaded')) copyFileSync(path.join(wasmFolder, name), path.join('dist/backends', name));
}

const { jsonSchemas } = await import(pathToFileURL(path.resolve('dist/schemas/build.js')).href).then((module) => module.default ?? module);
for (const [name, schema] of Object.entries(jsonSchemas())) {
  writeFileSync(`dist/schemas/${name}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`);
}
rmSync('dist/schemas/build.js');
if (existsSync('dist/schemas/build.js.map')) rmSync('dist/schemas/build.js.map');

writeFileSync('dist/THIRD-PARTY-LICENCES.txt', thirdPartyLicences(builds.map(({ metafile }) => metafile)));
writeFileSync('dist/built', '');
