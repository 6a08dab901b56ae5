import type { ReportCell } from '../../protocol/report';

/** A fraction as people read it: a percentage with one decimal. */
export function percent(fraction: number): string {
  const text = (100 * fraction).toFixed(1);
  return `${text === '-0.0' ? '0.0' : text} %`;
}

export function intervalText({ low, high }: { readonly low: number; readonly high: number }): string {
  return `[${percent(low)}, ${percent(high)}]`;
}

/** "L0.5", "Linf", "Gaussian"; with the sampling and the unit where they are not the usual ones. */
export function lawText({ norm, sampling, unit }: Pick<ReportCell, 'norm' | 'sampling' | 'unit'>): string {
  const name = norm === 'gaussian' ? 'Gaussian' : `L${norm}`;
  const extras = [...(sampling === 'sphere' ? [norm === 0 ? '0 or 1' : 'sphere'] : []), ...(unit === 'pixel' ? ['pixels'] : [])];
  return extras.length === 0 ? name : `${name} (${extras.join(', ')})`;
}
