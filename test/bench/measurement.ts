/** One line of the benchmark: ours against what a user would pick instead, measured in the same run. */
export interface Comparison {
  readonly what: string;
  readonly ours: string;
  readonly other: string;
  /** Ours over the other, in the sense that larger is better; null where nothing is compared. */
  readonly ratio: number | null;
  /** The least that the ratio is meant to be. */
  readonly goal?: number;
}

/** What could not be measured here, and why. */
export interface LeftOut {
  readonly what: string;
  readonly leftOut: string;
}

export interface Section {
  readonly title: string;
  /** How it was measured: what a reader needs to believe or repeat it. */
  readonly method: string;
  readonly rows: readonly (Comparison | LeftOut)[];
}

export const rate = (perSecond: number, unit: string): string => `${perSecond >= 100 ? perSecond.toFixed(0) : perSecond.toFixed(1)} ${unit}`;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : [sorted[middle - 1], sorted[middle]];
  return ((low ?? NaN) + (high ?? NaN)) / 2;
}
