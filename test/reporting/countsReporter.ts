import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** Counts of one suite, as scripts/test.mjs adds them up; a skip keeps its reason, a failure its name and the first line of its message. */
interface SuiteCounts {
  passed: number;
  failed: number;
  failures: { name: string; reason: string }[];
  skipped: { name: string; reason: string }[];
}

/** Writes the counts of a vitest run to the file named by LPR_RESULT_FILE. A module that does not load counts as a failure. */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const file = process.env['LPR_RESULT_FILE'];
    if (file === undefined) return;
    const counts: SuiteCounts = { passed: 0, failed: unhandledErrors.length, failures: [], skipped: [] };
    for (const module of modules) {
      counts.failed += module.errors().length;
      // A hook that fails leaves its suite's tests skipped: that is a failure, too.
      for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') counts.passed += 1;
        else if (result.state === 'failed') {
          counts.failed += 1;
          counts.failures.push({ name: test.fullName, reason: result.errors[0]?.message.split('\n')[0] ?? '' });
        } else counts.skipped.push({ name: test.fullName, reason: ('note' in result ? result.note : undefined) ?? 'no reason given' });
      }
    }
    writeFileSync(file, JSON.stringify(counts));
  }
}
