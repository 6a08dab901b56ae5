import type { Comparison } from '../comparison';
import { comparisonNotes, differenceText, pText, runLetter, subjectText } from './comparisonText';
import { csvLine } from './csv';
import { percent } from './figureText';
import { markdownRow, markdownText } from './markdown';

/** A comparison as a table of texts: a row for each error, with adjusted p-values. */
export interface ComparisonRows {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function comparisonRows({ runs, rows }: Comparison): ComparisonRows {
  const others = runs.slice(1).map((_, index) => runLetter(index + 1));
  return {
    titles: ['Error of', 'A', ...others.flatMap((letter) => [letter, `${letter} - A`, 'p'])],
    rows: rows.map(({ subject, error, others: found }) => [
      subjectText(subject),
      percent(error),
      ...found.flatMap((other) => [percent(other.error), differenceText(other), pText(other.adjusted)]),
    ]),
  };
}

/** A comparison as GitHub Markdown. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { titles, rows } = comparisonRows(comparison);
  const rule = `| --- |${' ---: |'.repeat(titles.length - 1)}`;
  const notes = comparisonNotes(comparison).map((note) => `- ${markdownText(note)}`);
  return ['# Comparison', '', ...notes, '', markdownRow(...titles), rule, ...rows.map((row) => markdownRow(...row))].map((line) => `${line}\n`).join('');
}

const header = 'kind,norm,epsilon,sampling,unit,run,model,n,reference,error,difference,low,high,p,adjusted,significant';

/** A comparison as CSV: a row for each error and run but the first. Errors and differences are fractions; a common corruption has its name for the norm and its severity for epsilon. */
export function comparisonCsv({ runs, n, rows }: Comparison): string {
  const lines = rows.flatMap(({ subject, error: reference, others }) => {
    const place =
      subject.kind === 'cell'
        ? [subject.norm, subject.epsilon, subject.sampling, subject.unit]
        : subject.kind === 'common'
          ? [subject.corruption, subject.severity, '', '']
          : ['', '', '', ''];
    return others.map(({ error, difference, low, high, p, adjusted, significant }, index) =>
      csvLine([subject.kind, ...place, runLetter(index + 1), runs[index + 1]?.model ?? '', n, reference, error, difference, low, high, p, adjusted, String(significant)]),
    );
  });
  return `${header}\n${lines.join('')}`;
}

/** One JSON object and nothing else. */
export function comparisonJson(comparison: Comparison): string {
  return `${JSON.stringify(comparison, null, 2)}\n`;
}
