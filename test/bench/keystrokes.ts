// How long the server takes from a keystroke in an experiment file to its diagnostics, while it evaluates 10,000 images in
// 91 cells, partial reports and the final one included: `npx tsx test/bench/keystrokes.ts [images]`, after npm run build. The
// benchmark has the median and the slowest of it in the file that LPR_KEYSTROKES_FILE names.
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { writeSampleWorkspace } from '../vscode/sampleWorkspace.mjs';

const images = Number(process.argv[2] ?? 10_000);
const betweenKeystrokes = 60;

/** A NumPy file of bytes (format version 1.0). */
function npy(type: string, shape: readonly number[], data: Uint8Array): Buffer {
  const head = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const padded = `${head.padEnd(118 - 1)}\n`;
  return Buffer.concat([Buffer.from([0x93]), Buffer.from('NUMPY'), Buffer.from([1, 0, padded.length, 0]), Buffer.from(padded), data]);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lpr-keystrokes-'));
  writeSampleWorkspace(folder);
  writeFileSync(path.join(folder, 'images.npy'), npy('|u1', [images, 8, 8, 3], Uint8Array.from({ length: images * 192 }, (_, at) => (at * 2654435761) % 251)));
  writeFileSync(path.join(folder, 'labels.npy'), npy('|u1', [images], Uint8Array.from({ length: images }, (_, at) => at % 3)));
  const experiment = { model: 'models/largest-channel/model.json', data: './images.npy', suite: 'paper', backend: 'wasm', thresholds: [{ figure: 'clean', maximum: 0.5 }, { norm: 2, epsilon: 1, maximumError: 0.1 }] };
  const text = `${JSON.stringify(experiment, null, 2)}\n`;
  const file = path.join(folder, 'bench.lprobust.json');
  const typed = path.join(folder, 'typed.lprobust.json');
  writeFileSync(file, text);
  writeFileSync(typed, text);

  const child = fork(path.resolve('dist/server.js'), ['--node-ipc', `--clientProcessId=${process.pid}`], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  const uri = pathToFileURL(typed).href;
  const told = new Map<number, () => void>();
  let phase = 'before';
  connection.onNotification('textDocument/publishDiagnostics', ({ version }: { version?: number }) => told.get(version ?? -1)?.());
  connection.onNotification('lpRobustness/runProgress', ({ progress }: { progress: { phase: string } }) => {
    phase = progress.phase;
  });
  connection.onUnhandledNotification(() => undefined);
  connection.listen();
  await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {}, workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'bench' }], initializationOptions: { isTrusted: true } });
  await connection.sendNotification('initialized', {});
  await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'json', version: 0, text } });

  let isOver = false;
  const began = performance.now();
  const run = connection.sendRequest('lpRobustness/evaluateFile', { workId: 'bench', folder, file }).finally(() => (isOver = true));
  const took: { phase: string; milliseconds: number }[] = [];
  const pending: Promise<void>[] = [];
  const typing = async (): Promise<void> => {
    for (let version = 1; !isOver || version < 20; version++) {
      const at = performance.now();
      const during = phase;
      const answered = new Promise<void>((resolve) => told.set(version, resolve));
      pending.push(answered.then(() => void took.push({ phase: during, milliseconds: performance.now() - at })));
      // One more and one less space before the last bracket: the text stays what it is.
      const line = text.split('\n').length - 2;
      const change = version % 2 === 1 ? { range: { start: { line, character: 0 }, end: { line, character: 0 } }, text: ' ' } : { range: { start: { line, character: 0 }, end: { line, character: 1 } }, text: '' };
      await connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [change] });
      await Promise.race([answered, setTimeout(2000)]);
      await setTimeout(betweenKeystrokes);
    }
  };
  await Promise.all([typing(), run]);
  await Promise.race([Promise.all(pending), setTimeout(3000)]);
  console.log(`${images} images in 91 cells, ${((performance.now() - began) / 1000).toFixed(1)} s`);
  for (const each of [...new Set(took.map((entry) => entry.phase)), 'all']) {
    const times = took.filter((entry) => each === 'all' || entry.phase === each).map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
    const at = (share: number): string => (times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? NaN).toFixed(1);
    console.log(`${each.padEnd(12)} ${String(times.length).padStart(5)} keystrokes: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, slowest ${at(1)} ms`);
  }
  const results = process.env['LPR_KEYSTROKES_FILE'];
  const sorted = took.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  if (results !== undefined) writeFileSync(results, JSON.stringify({ median: sorted[Math.floor(sorted.length / 2)], slowest: sorted.at(-1) }));
  await connection.sendRequest('shutdown');
  child.kill();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}

void main();
