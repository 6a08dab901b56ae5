// Builds everything into dist/: extension, server, compute process, command line, the wasm backend, webviews, schemas.
import { build } from 'esbuild';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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

const shared = { bundle: true, metafile: true, sourcemap: maps ? 'linked' : false, minify: !maps, legalComments: 'none', logLevel: 'warning', absWorkingDir: root };

/** Node programs. They stay CommonJS: VS Code loads an extension with require. */
const forNode = (entryPoints, options = {}) =>
  build({ ...shared, entryPoints, outdir: 'dist', platform: 'node', format: 'cjs', target: 'node20.19', mainFields: ['module', 'main'], ...options });

const builds = await Promise.all([
  // Two bundles: activation reads the first only.
  forNode({ extension: 'src/extension/extension.ts' }, { external: ['vscode', './editor'], supported: { 'dynamic-import': false } }),
  forNode({ editor: 'src/extension/editor.ts' }, { external: ['vscode'] }),
  forNode({ server: 'src/server/main.ts', compute: 'src/compute/main.ts', cli: 'src/cli/main.ts' }, { external: ['./npmClient'], supported: { 'dynamic-import': false } }),
  // More than half of all code, and needed once a dataset. pacote could build packages with node-gyp; ours are data.
  forNode({ npmClient: 'src/engine/dataset/npmClient.ts' }, { external: ['node-gyp'] }),
  // Loaded by a compute process at run time, so that one with another backend never loads it: one tfjs-core a process.
  forNode({ 'backends/wasm': 'src/compute/backend/wasmRuntime.ts' }),
  forNode({ 'schemas/build': 'src/engine/experiment/jsonSchemas.ts' }),
  build({
    ...shared,
    entryPoints: { report: 'webview-ui/report/main.ts' },
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
