import type { Outcomes } from './outcomes';

/** What some cells found on the images that are finished in all of them and in all their draws. */
export interface Tally {
  /** Positions in the table, ascending. */
  readonly positions: Uint32Array;
  /** Wrong outcomes of each of these images over the cells and draws. */
  readonly wrong: Uint32Array;
  /** Cells times draws. */
  readonly outcomesPerImage: number;
  /** Mean realised size over these images, cells and draws; 0 where there is none. */
  readonly realised: number;
}

/**
 * Counts over cells (0 = clean). An image counts once it is finished in every draw of every one of them, so that
 * figures of an unfinished run compare the same images.
 */
export function tally(outcomes: Outcomes, cells: readonly number[]): Tally {
  const n = outcomes.images.length;
  const wrong = new Uint32Array(n);
  const finished = new Uint32Array(n);
  const realised = new Float64Array(n);
  let outcomesPerImage = 0;
  for (const cell of cells) {
    for (let draw = 0; draw < outcomes.drawsOf(cell); draw++) {
      outcomesPerImage++;
      const column = outcomes.column(cell, draw);
      if (column === undefined) continue;
      const { done, predicted, realised: sizes } = column;
      for (let i = 0; i < n; i++) {
        if (done[i] === 0) continue;
        finished[i] = (finished[i] as number) + 1;
        realised[i] = (realised[i] as number) + (sizes[i] as number);
        if (predicted[i] !== outcomes.labels[i]) wrong[i] = (wrong[i] as number) + 1;
      }
    }
  }
  // Loops, not filters: an unfinished run is tallied anew about every second, 180 columns of it.
  const positions = new Uint32Array(n);
  let count = 0;
  let size = 0;
  for (let i = 0; i < n; i++) {
    if (finished[i] !== outcomesPerImage) continue;
    size += realised[i] as number;
    wrong[count] = wrong[i] as number;
    positions[count++] = i;
  }
  return {
    positions: positions.subarray(0, count),
    wrong: wrong.subarray(0, count),
    outcomesPerImage,
    realised: count === 0 || outcomesPerImage === 0 ? 0 : size / (count * outcomesPerImage),
  };
}

/** Wrong outcomes over cells and draws of images that are finished in all of them, at their positions in the table. */
export function wrongAt(outcomes: Outcomes, cells: readonly number[], positions: Uint32Array): Uint32Array {
  const wrong = new Uint32Array(positions.length);
  for (const cell of cells) {
    for (let draw = 0; draw < outcomes.drawsOf(cell); draw++) {
      const predicted = outcomes.column(cell, draw)?.predicted;
      if (predicted === undefined) continue;
      positions.forEach((position, i) => {
        if (predicted[position] !== outcomes.labels[position]) wrong[i] = (wrong[i] as number) + 1;
      });
    }
  }
  return wrong;
}
