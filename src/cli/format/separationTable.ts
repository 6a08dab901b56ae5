import { resolveSuite } from '../../engine/report/resolveSuite';
import type { SeparationReport } from '../../protocol/separation';
import { labelSafety } from '../../robustness/classSeparation';
import { sizeText } from '../../protocol/reportText/figureText';
import { formatTable } from './table';

/** A class separation for a terminal: the smallest distance, what it guarantees, the distribution of the distances. */
export function separationTable(report: SeparationReport): string {
  const { norm, between, data, minimum, pair, pairClasses, n, candidates, duplicates, quantiles } = report;
  const [first, second] = between.split('-');
  const head = [
    `Class separation of ${data.source}, ${between}, in L${norm}: ${sizeText(minimum)}`,
    `${n} images, each compared with those of ${candidates} that have another label`,
    `Nearest pair: ${first ?? ''} image ${pair[0]} (${pairClasses[0]}) and ${second ?? ''} image ${pair[1]} (${pairClasses[1]})`,
    ...(duplicates === 0 ? [] : [`${duplicates} images have an identical image with another label: the separation is 0, and no epsilon is safe.`]),
  ];
  const distances = formatTable(
    [{ title: 'Images up to', align: 'right' }, { title: 'Distance to another class', align: 'right' }],
    Object.entries(quantiles).map(([percent, distance]) => [`${percent} %`, sizeText(distance)]),
  );
  return `${head.join('\n')}\n\n${distances}\n${safetyText(report)}`;
}

/** From which epsilon on the label is no longer guaranteed, with the epsilons of the paper's suite in that norm. */
function safetyText({ norm, minimum, guaranteedBelow, shape }: SeparationReport): string {
  const guard =
    minimum === 0
      ? 'Separation guarantees no label at any epsilon.\n'
      : `Below epsilon ${sizeText(guaranteedBelow)} (half the separation) a corruption cannot reach the middle between two classes;\nfrom there on separation no longer guarantees the label.\n`;
  const cells = resolveSuite('paper', shape).cells.filter((cell) => cell.norm === norm);
  if (cells.length === 0) return guard;
  const rows = cells.map(({ epsilon }) => [String(epsilon), labelSafety(norm, epsilon, minimum).kind === 'guaranteed' ? 'guaranteed' : 'not guaranteed']);
  return `${guard}\n${formatTable([{ title: 'Epsilon of the paper suite', align: 'right' }, { title: 'Label' }], rows)}`;
}
