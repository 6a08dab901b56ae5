#!/usr/bin/env node
// Stands in for a desktop VS Code: takes its command line (as @vscode/test-electron gives it) and runs the test suite
// in the extension host of code-server. Ends with 0 only after a suite that wrote its result.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { format, parseArgs } from 'node:util';
import { startCodeServer } from './codeServer.mjs';
import { openBrowser } from './workbench.mjs';

/** Each test has a limit of its own, after which it is told as failed; who is silent for longer is not alive. */
const longestSilence = 300_000;

/** The workbench's own messages come in by the same way as what tests print. */
const workbenchNoise = /^(Resolv(ing|ed) connection token|Creating a socket|\[reconnection-grace-time\]|\[AgentHost|\[AccountPolicyGate\]|\[Service Worker\]|Ignoring fetching additional|Updating additional|\[remote-connection\]|Started local extension host)/;

const { values, positionals } = parseArgs({
  options: { extensionDevelopmentPath: { type: 'string' }, extensionTestsPath: { type: 'string' } },
  allowPositionals: true,
  strict: false, // the other flags are a desktop's
});
const folder = positionals[0] ?? fs.mkdtempSync(path.join(os.tmpdir(), 'lpr-empty-'));
const resultFile = process.env.LPR_RESULT_FILE;
if (!resultFile) throw new Error('Set LPR_RESULT_FILE to the file that the test suite writes its counts to.');

const forTheSuite = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('LPR_')));
const server = await startCodeServer({ folder, vsix: null, testDriver: true, env: forTheSuite });
const { page, close } = await openBrowser();
const stop = async () => {
  await close();
  await server.stop();
};
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop().then(() => process.exit(130)));

try {
  process.exitCode = await runSuite();
} catch (error) {
  console.error(error, server.log());
  process.exitCode = 2;
} finally {
  await stop();
}

async function runSuite() {
  let giveUp;
  const silent = new Promise((resolve) => {
    giveUp = setTimeout(resolve, longestSilence, `The tests have told nothing for ${longestSilence / 1000} s.`).unref();
  });
  const reported = new Promise((resolve) => {
    // The workbench calls these two where it finds them.
    void page.exposeFunction('codeAutomationLog', (type, args) => {
      giveUp.refresh();
      const line = format(...args);
      if (type === 'error') console.error(line);
      else if (!workbenchNoise.test(line)) console.log(line);
    });
    void page.exposeFunction('codeAutomationExit', (code) => resolve(code));
  });
  const failures = [
    server.ended.then((code) => `VS Code ended with ${code}.`),
    new Promise((resolve) => page.once('crash', () => resolve('The page crashed.'))),
    silent,
  ].map((failure) => failure.then((reason) => Promise.reject(new Error(reason))));

  const here = (file) => `vscode-remote://${server.authority}${path.resolve(file)}`;
  const payload = [
    ['extensionDevelopmentPath', here(values.extensionDevelopmentPath)],
    ['extensionTestsPath', here(values.extensionTestsPath)],
    ['skipWelcome', 'true'],
  ];
  await page.goto(`${server.url}&payload=${encodeURIComponent(JSON.stringify(payload))}`, { waitUntil: 'domcontentloaded' });
  const code = await Promise.race([reported, ...failures]);
  if (code === 0 && !fs.existsSync(resultFile)) {
    // An extension host that dies is reported as 0, too.
    console.error('The extension host ended before its tests did.');
    return 3;
  }
  return code;
}
