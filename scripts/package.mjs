// Makes the .vsix that people install: built code and media only, no source maps, no native library.
import { rmSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { prepare, root, run, say } from './prepare.mjs';

prepare();
const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const vsix = path.join(root, `${name}-${version}.vsix`);
rmSync(vsix, { force: true });
run(process.execPath, ['node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', vsix]);
say(`${path.basename(vsix)}: ${(statSync(vsix).size / 1e6).toFixed(1)} MB`);
