// `npm run bench`: everything that is measured, on an otherwise idle machine. `npm run bench -- sampling` for one section.
import { spawnSync } from 'node:child_process';
import { prepare, root } from './prepare.mjs';

prepare();
const { status } = spawnSync(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'test/bench/main.ts', ...process.argv.slice(2)], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
process.exitCode = status ?? 2;
