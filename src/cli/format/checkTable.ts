import { maximumText, reasonText, thresholdName } from '../../engine/check/judgementText';
import { countsText, type CheckedFile } from './checkedFile';
import { intervalText, percent } from '../../protocol/reportText/figureText';
import { headLines } from '../../protocol/reportText/reportHead';
import { folded, wrapped } from './reportTable';
import { formatTable } from './table';

/** The verdicts for a terminal of 80 columns: what was evaluated, a row a threshold, and why some are undecided. */
export function checkTable({ report, judgements }: CheckedFile): string {
  const rows = judgements.map((judgement) => {
    const { verdict, measured, threshold } = judgement;
    const found = measured.value === null ? ['-', '-'] : [percent(measured.value), intervalText(measured)];
    return [verdict, thresholdName(threshold), maximumText(judgement), ...found];
  });
  const table = formatTable(
    [
      { title: 'Verdict' },
      { title: 'Threshold' },
      { title: 'At most', align: 'right' },
      { title: 'Measured', align: 'right' },
      { title: `${percent(report.confidenceLevel).replace('.0', '')} interval`, align: 'right' },
    ],
    rows,
  );
  const notes = judgements.flatMap((judgement) => (judgement.verdict === 'undecided' ? [...wrapped(`${thresholdName(judgement.threshold)}. ${reasonText(judgement)}`), ''] : []));
  return `${headLines(report).map(({ label, value }) => folded(label, value)).join('')}\n${table}\n${notes.map((line) => `${line}\n`).join('')}${countsText(judgements)}\n`;
}
