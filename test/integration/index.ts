import Mocha from 'mocha';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What VS Code calls in its extension host. Writes the counts to LPR_RESULT_FILE, also when a suite fails. */
export function run(): Promise<void> {
  // LPR_GREP runs only the tests whose names match, while one is being written.
  const grep = process.env['LPR_GREP'];
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 120_000, ...(grep === undefined ? {} : { grep }) });
  for (const name of readdirSync(__dirname).sort()) {
    if (name.endsWith('.test.cjs')) mocha.addFile(path.join(__dirname, name));
  }
  return new Promise((resolve, reject) => {
    const skipped: { name: string; reason: string }[] = [];
    const failed: { name: string; reason: string }[] = [];
    const runner = mocha.run((failures) => {
      const resultFile = process.env['LPR_RESULT_FILE'];
      const { passes = 0 } = runner.stats ?? {};
      if (resultFile !== undefined) writeFileSync(resultFile, JSON.stringify({ passed: passes, failed: failures, failures: failed, skipped }));
      if (failures > 0) reject(new Error(`${failures} tests failed.`));
      else resolve();
    });
    // At once: an extension host that dies has no summary.
    runner.on('fail', (test, error: Error) => {
      failed.push({ name: test.fullTitle(), reason: error.message.split('\n')[0] ?? '' });
      console.error(`${test.fullTitle()}: ${error.message}`);
    });
    runner.on('pending', (test) => {
      skipped.push({ name: test.fullTitle(), reason: 'marked as pending in the suite' });
    });
  });
}
