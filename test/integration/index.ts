import Mocha from 'mocha';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What VS Code calls in its extension host. Writes the counts to LPR_RESULT_FILE, also when a suite fails. */
export function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 120_000 });
  for (const name of readdirSync(__dirname)) {
    if (name.endsWith('.test.cjs')) mocha.addFile(path.join(__dirname, name));
  }
  return new Promise((resolve, reject) => {
    const skipped: { name: string; reason: string }[] = [];
    const runner = mocha.run((failures) => {
      const resultFile = process.env['LPR_RESULT_FILE'];
      const { passes = 0 } = runner.stats ?? {};
      if (resultFile !== undefined) writeFileSync(resultFile, JSON.stringify({ passed: passes, failed: failures, skipped }));
      if (failures > 0) reject(new Error(`${failures} tests failed.`));
      else resolve();
    });
    runner.on('pending', (test) => {
      skipped.push({ name: test.fullTitle(), reason: 'marked as pending in the suite' });
    });
  });
}
