import type { Flip, FlipKind } from '../../../protocol/reportDetails';
import type { Outcomes } from '../outcomes';

/**
 * The images whose prediction a cell (from 1 on) changes, a draw each: those that lost most confidence in their label
 * first, then by image and draw.
 */
export function flips(outcomes: Outcomes, cell: number, of: FlipKind): Flip[] {
  const clean = outcomes.column(0, 0);
  const found: Flip[] = [];
  for (let draw = 0; draw < outcomes.drawsOf(cell); draw++) {
    const column = outcomes.column(cell, draw);
    if (clean === undefined || column === undefined) continue;
    outcomes.images.forEach((image, position) => {
      const label = outcomes.labels[position] ?? 0;
      const before = clean.predicted[position] ?? 0;
      const after = column.predicted[position] ?? 0;
      if (clean.done[position] !== 1 || column.done[position] !== 1 || before === after || kindOf(label, before, after) !== of) return;
      found.push({
        image,
        draw,
        label,
        before,
        beforeConfidence: clean.confidence[position] ?? 0,
        after,
        afterConfidence: column.confidence[position] ?? 0,
        lost: (clean.labelConfidence[position] ?? 0) - (column.labelConfidence[position] ?? 0),
      });
    });
  }
  return found.sort((a, b) => b.lost - a.lost || a.image - b.image || a.draw - b.draw);
}

function kindOf(label: number, before: number, after: number): FlipKind {
  if (before === label) return 'lost';
  return after === label ? 'gained' : 'other';
}
