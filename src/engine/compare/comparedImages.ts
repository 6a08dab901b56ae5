import type { ComparedImage, ComparedSubject } from '../../protocol/comparison';
import { cellOf, positionsOf, type ComparedRuns } from './comparedRuns';

/**
 * The images that some runs get right and others wrong under a subject, in the first draw; those first on which the
 * confidence in the label differs most between runs. Empty where a run lacks the subject's cell, and for a mean.
 */
export function imagesThatDiffer({ runs, images }: ComparedRuns, subject: ComparedSubject): ComparedImage[] {
  const columns = runs.map(({ outcomes }) => {
    const cell = cellOf(outcomes, subject);
    return { column: cell === undefined ? undefined : outcomes.column(cell, 0), positions: positionsOf(outcomes, images), labels: outcomes.labels };
  });
  if (columns.some(({ column }) => column === undefined)) return [];
  const found = images.flatMap((image, i) => {
    const entries = columns.flatMap(({ column, positions, labels }) => {
      const at = positions[i] ?? 0;
      if (column === undefined) return [];
      const [label, predicted] = [labels[at] ?? 0, column.predicted[at] ?? 0];
      return [{ label, predicted, confidence: column.confidence[at] ?? 0, inLabel: column.labelConfidence[at] ?? 0 }];
    });
    const label = entries[0]?.label ?? 0;
    const right = entries.filter(({ predicted }) => predicted === label).length;
    if (right === 0 || right === entries.length) return [];
    const confidences = entries.map(({ inLabel }) => inLabel);
    const predictions = entries.map(({ predicted, confidence }) => ({ predicted, confidence }));
    return [{ spread: Math.max(...confidences) - Math.min(...confidences), entry: { image, label, predictions } }];
  });
  return found.sort((a, b) => b.spread - a.spread || a.entry.image - b.entry.image).map(({ entry }) => entry);
}
