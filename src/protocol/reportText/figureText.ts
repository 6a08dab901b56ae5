import type { CommonReportCell, ErrorEstimate, Estimate, ReportCell } from '../report';

/** A fraction as people read it: a percentage with one decimal. */
export function percent(fraction: number): string {
  const text = (100 * fraction).toFixed(1);
  return `${text === '-0.0' ? '0.0' : text} %`;
}

export function intervalText({ low, high }: { readonly low: number; readonly high: number }): string {
  return `[${percent(low)}, ${percent(high)}]`;
}

/** "L0.5", "Linf", "Gaussian". */
export function normText(norm: ReportCell['norm']): string {
  return norm === 'gaussian' ? 'Gaussian' : `L${norm}`;
}

/** "L0.5", "Linf", "Gaussian"; with the sampling and the unit where they are not the usual ones. */
export function lawText({ norm, sampling, unit }: Pick<ReportCell, 'norm' | 'sampling' | 'unit'>): string {
  const name = normText(norm);
  const extras = [...(sampling === 'sphere' ? [norm === 0 ? '0 or 1' : 'sphere'] : []), ...(unit === 'pixel' ? ['pixels'] : [])];
  return extras.length === 0 ? name : `${name} (${extras.join(', ')})`;
}

/** "Gaussian noise", "JPEG compression". */
export function corruptionText({ corruption }: Pick<CommonReportCell, 'corruption'>): string {
  const text = corruption.replaceAll('_', ' ').replace('jpeg', 'JPEG').replace('gaussian', 'Gaussian');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** An error with its interval, or a dash while no image is finished. */
export function errorText(estimate: ErrorEstimate): readonly [error: string, interval: string] {
  return estimate.n === 0 ? ['-', '-'] : [percent(estimate.error), intervalText(estimate)];
}

export function estimateText(estimate: Estimate): string {
  return estimate.value === null ? `not defined: ${estimate.reason}` : `${percent(estimate.value)}  ${intervalText(estimate)}`;
}

/** A measured size in four significant digits, without an exponent where that stays short. Epsilons are shown as asked. */
export function sizeText(size: number): string {
  return size === 0 || (size >= 1e-4 && size < 1e9) ? String(Number(size.toPrecision(4))) : size.toPrecision(4);
}
