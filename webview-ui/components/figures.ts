import { t } from '@vscode/l10n';
import type { Norm, ReplacementUnit, Sampling } from '../../src/protocol/norm';

/** A space that no line break replaces. */
const space = '\u00a0';

const oneDecimal = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const significant = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 6 });
// British English would write a million as m, which is a thousandth elsewhere.
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });
const threeSignificant = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 });

/** 0.123 is "12.3 %". */
export const percent = (fraction: number): string => `${oneDecimal.format(fraction * 100)}${space}%`;

/** A change: 0.123 is "+12.3 %". */
export const signedPercent = (ratio: number): string => `${ratio > 0 ? '+' : ''}${percent(ratio).replace('-', '\u2212')}`;

export const count = (n: number): string => whole.format(n);
export const epsilonText = (epsilon: number): string => significant.format(epsilon);
export const measured = (value: number): string => threeSignificant.format(value);

export interface Law {
  readonly norm: Norm;
  readonly sampling: Sampling;
  readonly unit: ReplacementUnit;
}

export const normName = (norm: Norm): string => (norm === 'gaussian' ? t('Gaussian') : norm === 'inf' ? 'L\u221e' : `L${norm}`);

/** "L2", and where it is not the usual kind what is special: "L2, on the sphere", "L0, 0 or 1, whole pixels". */
export function lawName({ norm, sampling, unit }: Law): string {
  const special = [];
  if (sampling === 'sphere' && norm !== 'gaussian') special.push(norm === 0 ? t('0 or 1') : norm === 'inf' ? t('corners') : t('on the sphere'));
  if (norm === 0 && unit === 'pixel') special.push(t('whole pixels'));
  return [normName(norm), ...special].join(', ');
}

/** An epsilon on an axis, where there is little room: 200,000 is "200K". */
export const shortEpsilon = (epsilon: number): string => (epsilon >= 100_000 ? compact.format(epsilon) : significant.format(epsilon));

/** What epsilon counts for a norm. */
export function epsilonMeaning(norm: Norm): string {
  if (norm === 0) return t('share of the values that are replaced');
  return norm === 'gaussian' ? t('standard deviation') : t('radius of the ball');
}
