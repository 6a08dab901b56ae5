import { text, type Markish } from '@observablehq/plot';
import { epsilonTick } from './axes';
import { drawChart, type Chart } from './chart';

export interface EpsilonChart {
  /** Of the norm; it stands above the chart. */
  readonly name: string;
  readonly largestEpsilon: number;
  readonly y: { readonly top: number; readonly ticks: number; readonly tickFormat: (value: number) => string };
  readonly marks: readonly Markish[];
}

/** A chart of something against the epsilons of one norm, of the size that figures are put together from. */
export function epsilonChart({ name, largestEpsilon, y, marks }: EpsilonChart): Chart {
  return drawChart({
    width: 300,
    height: 210,
    marginLeft: 44,
    marginTop: 28,
    marginBottom: 36,
    x: { domain: [0, largestEpsilon], label: 'epsilon', labelArrow: 'none', labelAnchor: 'center', ticks: 4, tickFormat: epsilonTick },
    y: { domain: [0, y.top], label: null, ticks: y.ticks, tickFormat: y.tickFormat, grid: true },
    marks: [...marks, text([name], { frameAnchor: 'top-left', dy: -20, dx: -40, text: (value: string) => value, fontWeight: 600, fontSize: 12, textAnchor: 'start' })],
  });
}
