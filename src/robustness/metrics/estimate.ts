/** A figure with its confidence interval, or the reason why it is not defined. */
export type Estimate =
  | { readonly value: number; readonly low: number; readonly high: number }
  | { readonly value: null; readonly reason: string };
