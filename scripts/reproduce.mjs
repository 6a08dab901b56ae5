// `npm run reproduce`: trains the models of playground/reproduction.lptransfer.json, tests the paper's claims, and writes
// docs/reproduction.md with its pictures. It goes on where it was stopped. With `-- --kept` the trained models that the
// playground holds are taken as they are, and only tested.
import { spawnSync } from 'node:child_process';
import { prepare, root, run } from './prepare.mjs';

prepare();
run(process.execPath, ['dist/cli.js', 'backends', 'install', 'tfjs-node']);
const { status } = spawnSync(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'scripts/reproduction/main.ts', ...process.argv.slice(2)], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
process.exitCode = status ?? 2;
