// `npm run demo`: the MNIST sample models under the paper's suite. `-- --open`: the playground in VS Code.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { prepare, root, run, say } from './prepare.mjs';

const models = ['mnist-standard', 'mnist-lp'];
const playground = path.join(root, 'playground');

const { values } = parseArgs({
  options: {
    open: { type: 'boolean', default: false },
    limit: { type: 'string', default: '1000' },
    suite: { type: 'string', default: 'paper' },
    backend: { type: 'string', default: 'auto' },
  },
});

/** Evaluates one sample model in the playground's folder; its table goes to standard output. */
function evaluate(model) {
  const { status } = spawnSync(
    process.execPath,
    [path.join(root, 'dist', 'cli.js'), 'evaluate', '--model', path.join('models', model, 'model.json'), '--data', 'mnist',
      '--suite', values.suite, '--limit', values.limit, '--backend', values.backend],
    { cwd: playground, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  if (status !== 0) process.exit(status ?? 2);
}

/** The desktop VS Code's command, where this machine has one. */
function desktopCode() {
  const candidates = ['code', '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code'];
  return candidates.find((command) => {
    if (path.isAbsolute(command) && !existsSync(command)) return false;
    return spawnSync(command, ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0;
  });
}

async function openPlayground() {
  const code = desktopCode();
  if (code !== undefined) {
    run(code, ['--new-window', `--extensionDevelopmentPath=${root}`, playground]);
    say('VS Code is open on the playground. Run "Evaluate Lp robustness" from the command palette.');
    return;
  }
  say('No desktop VS Code was found: starting one in the browser (code-server) ...');
  const { ensureVsCode, startCodeServer } = await import('../test/vscode/kit.mjs');
  await ensureVsCode({ browser: false });
  run(process.execPath, ['scripts/package.mjs'], { quiet: true });
  const password = randomBytes(12).toString('base64url');
  const server = await startCodeServer({ folder: playground, password });
  console.log(`Open ${server.url} and sign in with the password ${password}`);
  console.log('Then run "Evaluate Lp robustness" from the command palette (F1). Ctrl+C here ends it.');
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void server.stop().then(() => process.exit(0)));
}

prepare();
if (values.open) {
  await openPlayground();
} else {
  run(process.execPath, [path.join(root, 'dist', 'cli.js'), 'datasets', 'fetch', 'mnist']);
  for (const model of models) evaluate(model);
  console.log('\nTo look at a report: npm run demo -- --open, then "Open Lp robustness report" in the command palette.');
}
