import type { ComparedSubject, Comparison, Difference } from '../comparison';
import { corruptionText, lawText } from './figureText';

/** "mCE_Lp over 90 cells", "L2 at 0.5", "Fog at severity 3". */
export function subjectText(subject: ComparedSubject): string {
  switch (subject.kind) {
    case 'clean':
      return 'Clean';
    case 'cell':
      return `${lawText(subject)} at ${subject.epsilon}`;
    case 'common':
      return `${corruptionText(subject)} at severity ${subject.severity}`;
    case 'mceLp':
      return `mCE_Lp over ${subject.cells} ${subject.cells === 1 ? 'cell' : 'cells'}`;
    case 'mce':
      return `mCE over ${subject.cells} ${subject.cells === 1 ? 'cell' : 'cells'}`;
  }
}

/** A difference of two fractions in percentage points, with its sign: "+1.2", "-0.3". */
export function pointsText(difference: number): string {
  const text = (100 * difference).toFixed(1);
  return /^-?0\.0$/.test(text) ? '0.0' : difference > 0 ? `+${text}` : text;
}

/** "-2.1 [-3.0, -1.2] *": points, interval, and a star where the difference is significant. */
export function differenceText({ difference, low, high, significant }: Difference): string {
  return `${pointsText(difference)} [${pointsText(low)}, ${pointsText(high)}]${significant ? ' *' : ''}`;
}

/** A p-value in two digits; those below what the sign patterns can tell say so. */
export function pText(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toPrecision(2);
}

/** "A", "B", ... in the order of the runs: names of models are long and may be equal. */
export const runLetter = (index: number): string => String.fromCharCode(65 + index);

/** What a reader must know before the numbers. */
export function comparisonNotes({ runs, data, n, sameNoise, level, tests }: Comparison): string[] {
  return [
    ...runs.map(({ model, suite, seed }, index) => `${runLetter(index)}: ${model} (suite ${suite}, seed ${seed})`),
    `Data: ${data.source}, ${data.split}: ${n} images that all of them evaluated.`,
    `Differences are in percentage points against A, so below 0 is better than A, with 95 % intervals.`,
    `A star marks p < ${level} after Holm's correction, for the ${tests.figures} differences over the suite together and for the ${tests.cells} of single corruptions together. Single outcomes: exact McNemar test; means and several draws: paired sign-flip test.`,
    sameNoise ? 'All runs saw the same noise.' : 'The runs drew different noise, which widens what can be told.',
    'The tests speak of these trained models, not of the luck of training them.',
  ];
}
