import type { RealisedRange } from '../../../protocol/reportDetails';
import type { Outcomes } from '../outcomes';

/** How large the corruptions of a cell (from 1 on) were after clipping, over images and draws; NaN-free zeros where none is finished. */
export function realisedRange(outcomes: Outcomes, cell: number): RealisedRange {
  const sizes: number[] = [];
  for (let draw = 0; draw < outcomes.drawsOf(cell); draw++) {
    const column = outcomes.column(cell, draw);
    column?.realised.forEach((size, position) => {
      if (column.done[position] === 1) sizes.push(size);
    });
  }
  const sorted = Float64Array.from(sizes).sort();
  const at = (share: number): number => quantile(sorted, share);
  return { n: sorted.length, minimum: at(0), low: at(0.05), median: at(0.5), high: at(0.95), maximum: at(1) };
}

/** Of ascending numbers, between neighbours in proportion (Hyndman and Fan 1996, type 7); 0 of none. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? 0;
  return below + (place - Math.floor(place)) * (above - below);
}
