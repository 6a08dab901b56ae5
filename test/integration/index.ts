import Mocha from 'mocha';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Counts of one file of tests; see test/reporting/countsReporter.ts. */
interface FileCounts {
  passed: number;
  readonly failures: { name: string; reason: string }[];
  readonly skipped: { name: string; reason: string }[];
}

/** What VS Code calls in its extension host. Writes the counts, file by file, to LPR_RESULT_FILE, also when a suite fails. */
export function run(): Promise<void> {
  // LPR_GREP runs only the tests whose names match, while one is being written.
  const grep = process.env['LPR_GREP'];
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 120_000, ...(grep === undefined ? {} : { grep }) });
  for (const name of readdirSync(__dirname).sort()) {
    if (name.endsWith('.test.cjs')) mocha.addFile(path.join(__dirname, name));
  }
  return new Promise((resolve, reject) => {
    const counts: Record<string, FileCounts> = {};
    const countsOf = ({ file = '' }: { file?: string | undefined }): FileCounts => (counts[path.basename(file, '.test.cjs')] ??= { passed: 0, failures: [], skipped: [] });
    const runner = mocha.run((failures) => {
      const resultFile = process.env['LPR_RESULT_FILE'];
      if (resultFile !== undefined) writeFileSync(resultFile, JSON.stringify(counts));
      if (failures > 0) reject(new Error(`${failures} tests failed.`));
      else resolve();
    });
    runner.on('pass', (test) => (countsOf(test).passed += 1));
    // Told at once: an extension host that dies has no summary.
    runner.on('fail', (test, error: Error) => {
      countsOf(test).failures.push({ name: test.fullTitle(), reason: error.message.split('\n')[0] ?? '' });
      console.error(`${test.fullTitle()}: ${error.message}`);
    });
    runner.on('pending', (test) => countsOf(test).skipped.push({ name: test.fullTitle(), reason: 'marked as pending in the suite' }));
  });
}
