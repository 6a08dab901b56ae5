import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', maxWorkers: '100%', include: ['test/unit/**/*.test.ts'], testTimeout: 60_000, alias: { vscode: path.resolve('test/unit/vscodeStandIn.ts') } } },
      { test: { name: 'process', include: ['test/process/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 300_000, maxWorkers: '100%' } },
      // A real editor on a loaded machine answers late now and then: a test may be tried once more, and says so.
      // What is waited for with expect.poll may take as long as what Playwright waits for.
      { test: { name: 'ui', include: ['test/ui/**/*.test.ts'], testTimeout: 180_000, hookTimeout: 180_000, fileParallelism: false, retry: 1, expect: { poll: { timeout: 30_000 } } } },
    ],
  },
});
