import type { CriticalEpsilonReport } from '../../protocol/criticalEpsilon';
import { lawText, percent, sizeText } from '../../protocol/reportText/figureText';
import { formatTable } from './table';

const reading = `Each image goes along one random direction a norm, and is clipped. A flip is not for ever: beyond its critical epsilon an image may be
right again. The interval is the 95 % band of the distribution, which holds at all epsilons at once.
`;

/** Critical epsilons for a terminal: how they are distributed under each norm, and the images that flip first. */
export function criticalEpsilonTable({ curves, model, data, seed, images }: CriticalEpsilonReport): string {
  const rows = curves.map((curve) => {
    const last = curve.distribution.at(-1);
    const beyond = `above ${curve.largestEpsilon}`;
    const first = curve.mostFragile[0];
    return [
      lawText(curve),
      String(curve.n),
      first === undefined ? beyond : sizeText(first.epsilon),
      curve.median === null ? beyond : sizeText(curve.median),
      last === undefined ? '-' : `${percent(last.share)} [${percent(last.low)}, ${percent(last.high)}]`,
      first === undefined ? '-' : String(first.image),
    ];
  });
  const table = formatTable(
    [{ title: 'Norm' }, { title: 'Images', align: 'right' }, { title: 'First flip', align: 'right' }, { title: 'Median', align: 'right' }, { title: 'Flipped in all', align: 'right' }, { title: 'Most fragile', align: 'right' }],
    rows,
  );
  const wrong = curves[0]?.wrong ?? 0;
  return `Critical epsilons of ${model.path} on ${images.length} images of ${data.source} (${data.split}), seed ${seed}\n${wrong} images are wrong without corruption and kept apart.\n\n${table}\n${reading}`;
}
