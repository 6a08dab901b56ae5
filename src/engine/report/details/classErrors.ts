import type { ErrorEstimate } from '../../../protocol/report';
import type { ClassErrors } from '../../../protocol/reportDetails';
import type { Outcomes } from '../outcomes';
import { errorEstimate } from '../errorEstimate';
import { tally } from '../tally';

/**
 * The errors of each class that has images, by class: over the images with its label, clean and under `cells` together
 * (0 = clean). An image counts once, with the share of its outcomes that is wrong.
 */
export function classErrors(outcomes: Outcomes, cells: readonly number[]): ClassErrors[] {
  const clean = byLabel(outcomes, [0]);
  const corrupted = byLabel(outcomes, cells);
  const takenFor = confusions(outcomes, cells);
  const outcomesPerImage = cells.reduce((sum, cell) => sum + outcomes.drawsOf(cell), 0);
  return [...clean.keys()]
    .sort((a, b) => a - b)
    .map((label) => ({
      label,
      clean: estimateOf(clean.get(label), 1),
      corrupted: estimateOf(corrupted.get(label), outcomesPerImage),
      takenFor: mostOften(takenFor.get(label)),
    }));
}

function estimateOf(wrong: readonly number[] = [], outcomesPerImage: number): ErrorEstimate {
  return errorEstimate({ wrong: Uint32Array.from(wrong), outcomesPerImage }, outcomesPerImage);
}

/** Wrong outcomes of each image, by the image's label. */
function byLabel(outcomes: Outcomes, cells: readonly number[]): Map<number, number[]> {
  const { positions, wrong } = tally(outcomes, cells);
  const found = new Map<number, number[]>();
  positions.forEach((position, i) => {
    const label = outcomes.labels[position] ?? 0;
    const entries = found.get(label);
    if (entries === undefined) found.set(label, [wrong[i] ?? 0]);
    else entries.push(wrong[i] ?? 0);
  });
  return found;
}

/** How often each wrong class was predicted, by the images' label. */
function confusions(outcomes: Outcomes, cells: readonly number[]): Map<number, Map<number, number>> {
  // One map over pairs, and plain loops: 10,000 images in 90 cells are counted in one turn of the event loop.
  const { labels } = outcomes;
  const pairs = new Map<number, number>();
  for (const cell of cells) {
    for (let draw = 0; draw < outcomes.drawsOf(cell); draw++) {
      const { done, predicted } = outcomes.column(cell, draw) ?? {};
      if (done === undefined || predicted === undefined) continue;
      for (let position = 0; position < labels.length; position++) {
        const label = labels[position] as number;
        const found = predicted[position] as number;
        if (done[position] !== 1 || found === label) continue;
        const pair = label * classLimit + found;
        pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
      }
    }
  }
  const byLabel = new Map<number, Map<number, number>>();
  for (const [pair, count] of pairs) {
    const label = Math.floor(pair / classLimit);
    const counts = byLabel.get(label) ?? new Map<number, number>();
    byLabel.set(label, counts.set(pair - label * classLimit, count));
  }
  return byLabel;
}

/** More classes than a model may have. */
const classLimit = 2 ** 26;

/** The class with the largest count, of equal ones the lowest. */
function mostOften(counts: ReadonlyMap<number, number> | undefined): ClassErrors['takenFor'] {
  let best: { label: number; count: number } | null = null;
  for (const [label, count] of counts ?? []) {
    if (best === null || count > best.count || (count === best.count && label < best.label)) best = { label, count };
  }
  return best;
}
