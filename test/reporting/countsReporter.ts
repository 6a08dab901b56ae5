import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

/** Counts of one file of tests, as scripts/test.mjs adds them up; a skip keeps its reason, a failure its name and the first line of its message. */
interface FileCounts {
  passed: number;
  failures: { name: string; reason: string }[];
  skipped: { name: string; reason: string }[];
}

/** An error as vitest hands it over: with the file that was run when nothing caught it. */
interface UnhandledError {
  readonly message?: string;
  readonly VITEST_TEST_PATH?: string;
}

/**
 * Writes the counts of a vitest run, file by file, to the file named by LPR_RESULT_FILE. A module that does not load, a hook that
 * fails and an error that nothing caught each count as a failure.
 */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const resultFile = process.env['LPR_RESULT_FILE'];
    if (resultFile === undefined) return;
    const counts: Record<string, FileCounts> = {};
    const countsOf = (file: string): FileCounts => (counts[file] ??= { passed: 0, failures: [], skipped: [] });
    for (const module of modules) {
      const { failures, skipped, ...own } = countsOf(nameOf(module.moduleId));
      failures.push(...module.errors().map((error) => failureOf('the file', error)));
      // A hook that fails leaves its suite's tests skipped: that is a failure, too.
      for (const suite of module.children.allSuites()) failures.push(...suite.errors().map((error) => failureOf(suite.fullName, error)));
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') own.passed += 1;
        else if (result.state === 'failed') failures.push(failureOf(test.fullName, result.errors[0]));
        else skipped.push({ name: test.fullName, reason: ('note' in result ? result.note : undefined) ?? 'no reason given' });
      }
      counts[nameOf(module.moduleId)] = { ...own, failures, skipped };
    }
    for (const error of unhandledErrors as UnhandledError[]) countsOf(nameOf(error.VITEST_TEST_PATH ?? '')).failures.push(failureOf('outside of any test', error));
    writeFileSync(resultFile, JSON.stringify(counts));
  }
}

/** Relative to the project, as vitest takes it; '' where it is not known. */
function nameOf(file: string): string {
  return file === '' ? '' : path.relative('', file);
}

function failureOf(name: string, error: { readonly message?: string } | undefined): { name: string; reason: string } {
  return { name, reason: error?.message?.split('\n')[0] ?? '' };
}
