import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { ExperimentText } from '../../../../src/engine/experimentFile/experimentText';
import { FactFinder, type ExperimentFacts } from '../../../../src/engine/experimentFile/experimentFacts';
import type { Fix, Problem } from '../../../../src/engine/experimentFile/problem';
import { problemsOf } from '../../../../src/engine/experimentFile/problems';
import { writeSampleWorkspace } from '../../../vscode/sampleWorkspace.mjs';

export interface Looked {
  readonly text: ExperimentText;
  readonly facts: ExperimentFacts;
  readonly problems: readonly Problem[];
}

/** A folder with the sample workspace, there while the tests of a file run. */
export function sampleFolder(): () => string {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'lp-robustness-test-'));
    writeWorkspace(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}

/** The sample workspace, and beside it a suite file, data of splits and a grey model of 28 x 28. */
function writeWorkspace(folder: string): void {
  writeSampleWorkspace(folder);
  writeFileSync(path.join(folder, 'suite.json'), JSON.stringify({ name: 'mine', curves: [{ norm: 2, epsilons: [0.5, 1] }] }));
  writeFileSync(path.join(folder, 'broken-suite.json'), '{"name": "mine", "curves": 3}');
  for (const split of ['train', 'val']) for (const name of ['cat', 'dog']) mkdirSync(path.join(folder, 'split-data', split, name), { recursive: true });
  mkdirSync(path.join(folder, 'only-train', 'train', 'cat'), { recursive: true });
  mkdirSync(path.join(folder, 'nothing'));
  mkdirSync(path.join(folder, 'models/grey'));
  const dense = { class_name: 'Dense', config: { name: 'dense', units: 10 } };
  const input = { class_name: 'InputLayer', config: { name: 'input', batch_shape: [null, 28, 28, 1] } };
  writeFileSync(path.join(folder, 'models/grey/model.json'), JSON.stringify({ modelTopology: { class_name: 'Sequential', config: { layers: [input, dense] } }, weightsManifest: [] }));
}

export async function look(folder: string, content: string): Promise<Looked> {
  const text = new ExperimentText(content);
  const facts = await new FactFinder().find(text, folder);
  return { text, facts, problems: problemsOf(text, facts) };
}

/** The code of each problem with the text that it marks. */
export function marked({ text, problems }: Looked): string[] {
  return problems.map(({ code, offset, length }) => `${code} ${text.text.slice(offset, offset + length)}`);
}

export function applied(content: string, { changes }: Fix): string {
  return [...changes]
    .sort((a, b) => b.offset - a.offset)
    .reduce((text, { offset, length, text: replacement }) => text.slice(0, offset) + replacement + text.slice(offset + length), content);
}

export function fixTitled({ problems }: Looked, title: string | RegExp): Fix {
  const fix = problems.flatMap(({ fixes }) => fixes).find((candidate) => (typeof title === 'string' ? candidate.title === title : title.test(candidate.title)));
  if (fix === undefined) throw new Error(`No fix is called ${String(title)}: ${problems.flatMap(({ fixes }) => fixes.map((each) => each.title)).join(', ')}`);
  return fix;
}
