// `npm run bench`: measures, prints the tables and writes docs/benchmarks.md. With names, only those sections, and no file.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { formatTable } from '../../src/cli/format/table';
import { evaluationSection, scalingSection } from './evaluationSection';
import { extensionSection } from './extensionSection';
import type { Section } from './measurement';
import { memorySection } from './memorySection';
import { samplingSection, writingSection } from './samplingSection';

const sections: Readonly<Record<string, () => Section | Promise<Section>>> = {
  sampling: samplingSection,
  writing: writingSection,
  evaluation: evaluationSection,
  scaling: scalingSection,
  memory: memorySection,
  extension: extensionSection,
};

type Line = readonly [what: string, ours: string, other: string, ratio: string, goal: string];

function lines({ rows }: Section): Line[] {
  return rows.map((row) => {
    if ('leftOut' in row) return [row.what, 'left out:', row.leftOut, '', ''];
    const { what, ours, other, ratio, goal } = row;
    const met = ratio === null || goal === undefined ? '' : ratio >= goal ? `>= ${goal}` : `>= ${goal}, missed`;
    return [what, ours, other, ratio === null ? '' : ratio.toFixed(2), met];
  });
}

const head: Line = ['What', 'Ours', 'Against', 'Ratio', 'Goal'];

function markdown(measured: readonly Section[]): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const machine = `${os.cpus()[0]?.model.trim() ?? 'unknown processor'}, ${os.availableParallelism()} cores, Node ${process.versions.node}`;
  const parts = measured.map((section) => {
    const row = (cells: Line): string => `| ${cells.join(' | ')} |`;
    return [`## ${section.title}`, '', section.method, '', row(head), '|---|---:|---:|---:|---|', ...lines(section).map(row)].join('\n');
  });
  const intro = [
    '# Benchmarks',
    '',
    `Made by \`npm run bench\` at commit ${commit} on ${machine}. Both sides of a row are measured in the same run on the same`,
    'machine; only the ratios travel to another. Goals are what the project promises itself; a missed one says so.',
  ].join('\n');
  return `${[intro, ...parts].join('\n\n')}\n`;
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !Object.hasOwn(sections, name));
  if (unknown.length > 0) throw new Error(`There is no section ${unknown.join(', ')}; there are ${Object.keys(sections).join(', ')}.`);
  const measured: Section[] = [];
  for (const [name, measure] of Object.entries(sections)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const section = await measure();
    measured.push(section);
    console.log(`\n${section.title}\n${formatTable(head.map((title, i) => ({ title, align: i === 1 || i === 3 ? 'right' as const : 'left' as const })), lines(section))}`);
  }
  if (wanted.length === 0) writeFileSync('docs/benchmarks.md', markdown(measured));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
