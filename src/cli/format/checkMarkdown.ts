import { maximumText, reasonText, thresholdName } from '../../engine/check/judgementText';
import { countsText, type CheckedFile } from './checkedFile';
import { intervalText, percent } from '../../protocol/reportText/figureText';
import { headLines } from '../../protocol/reportText/reportHead';
import { markdownRow, markdownText } from '../../protocol/reportText/markdown';

/** The verdicts as GitHub Markdown, for a job's summary or a comment. */
export function checkMarkdown({ name, report, judgements }: CheckedFile): string {
  const lines = [
    '# Lp robustness check',
    '',
    `${markdownText(name)}, ${countsText(judgements)}.`,
    '',
    `| Verdict | Threshold | At most | Measured | ${percent(report.confidenceLevel).replace('.0', '')} interval | Images |`,
    '| --- | --- | ---: | ---: | ---: | ---: |',
    ...judgements.map((judgement) => {
      const { verdict, threshold, measured, n } = judgement;
      const found = measured.value === null ? ['-', '-'] : [percent(measured.value), intervalText(measured)];
      return markdownRow(verdict, thresholdName(threshold), maximumText(judgement), ...found, String(n));
    }),
    '',
    ...judgements.flatMap((judgement) => (judgement.verdict === 'undecided' ? [`- ${markdownText(`${thresholdName(judgement.threshold)}. ${reasonText(judgement)}`)}`] : [])),
    ...(judgements.some(({ verdict }) => verdict === 'undecided') ? [''] : []),
    ...headLines(report).map(({ label, value }) => `- ${label}: ${markdownText(value)}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
