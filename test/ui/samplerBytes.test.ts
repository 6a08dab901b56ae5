import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import golden from '../unit/robustness/corruption/goldenDigests.json';
import { ensureVsCode } from '../vscode/kit.mjs';
import { openBrowser } from '../vscode/workbench.mjs';
import { temporaryFolder } from './session';

describe('The samplers give the same bytes', () => {
  let script = '';

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [path.resolve(import.meta.dirname, '../unit/robustness/corruption/goldenDigests.ts')],
      bundle: true,
      format: 'iife',
      globalName: 'sampler',
      target: 'es2023',
      write: false,
    });
    script = String(outputFiles[0]?.text);
  });

  it('in Chromium', async () => {
    const { page, close } = await openBrowser();
    try {
      expect(await page.evaluate(`${script}; sampler.goldenDigests()`)).toEqual(golden);
    } finally {
      await close();
    }
  });

  it('in Node 24', async () => {
    const { node } = await ensureVsCode();
    const file = path.join(temporaryFolder(), 'digests.cjs');
    writeFileSync(file, `${script}; console.log(JSON.stringify({ node: process.version, digests: sampler.goldenDigests() }))`);
    const answer = JSON.parse(execFileSync(node, [file], { encoding: 'utf8' })) as { node: string; digests: unknown };
    expect(answer.node).toMatch(/^v24\./);
    expect(answer.digests).toEqual(golden);
  });
});
