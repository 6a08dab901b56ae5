import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import type { Section } from './measurement';

const file = 'docs/benchmarks.md';

const intro = [
  '# Benchmarks',
  '',
  'Made by `npm run bench`, which writes the sections that it has measured and leaves the others as they were. Both sides of a',
  'row are measured in the same run on the same machine; only the ratios travel to another. Goals are what the project promises',
  'itself; a missed one says so.',
].join('\n');

export type Line = readonly [what: string, ours: string, other: string, ratio: string, goal: string];

export const head: Line = ['What', 'Ours', 'Against', 'Ratio', 'Goal'];

/** The rows of a section as texts. */
export function lines({ rows }: Section): Line[] {
  return rows.map((row) => {
    if ('leftOut' in row) return [row.what, 'left out:', row.leftOut, '', ''];
    const { what, ours, other, ratio, goal } = row;
    const met = ratio === null || goal === undefined ? '' : ratio >= goal ? `>= ${goal}` : `>= ${goal}, missed`;
    return [what, ours, other, ratio === null ? '' : ratio.toFixed(2), met];
  });
}

/** Puts a section that has just been measured into docs/benchmarks.md, where it stood before or at the end. */
export function writeSection(section: Section): void {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [, ...parts] = before.split(/^(?=## )/m);
  const title = `## ${section.title}\n`;
  const index = parts.findIndex((part) => part.startsWith(title));
  parts.splice(index < 0 ? parts.length : index, 1, `${sectionText(section)}\n`);
  writeFileSync(file, [`${intro}\n`, ...parts.map((part) => `${part.trimEnd()}\n`)].join('\n'));
}

function sectionText(section: Section): string {
  const row = (cells: Line): string => `| ${cells.join(' | ')} |`;
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const machine = `${os.cpus()[0]?.model.trim() ?? 'unknown processor'}, ${os.availableParallelism()} cores, Node ${process.versions.node}`;
  const place = `Measured at commit ${commit} on ${machine}.`;
  return [`## ${section.title}`, '', `${section.method} ${place}`, '', row(head), '|---|---:|---:|---:|---|', ...lines(section).map(row)].join('\n');
}
