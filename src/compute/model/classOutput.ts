import { modelErrors } from '../../protocol/errors';
import { checkBudget, modelBudget } from './modelBudget';
import type { OpenShape } from './network';

/**
 * Which of a model's outputs holds the class scores: the only one of the form (batch, classes), where (batch, 1, 1,
 * classes) counts too. Throws LPR-218 where there is none, or more than one.
 */
export function chooseClassOutput(shapes: readonly OpenShape[]): number {
  const fitting = shapes.map((shape, index) => ({ shape, index })).filter(({ shape }) => isScoreShape(shape));
  const [only] = fitting;
  // A graph may not say the shape of its outputs: a single one is then tried.
  if (fitting.length === 0 && shapes.length === 1 && shapes[0] === undefined) return 0;
  if (only === undefined || fitting.length > 1) {
    throw modelErrors.noClassificationHead({ outputs: shapes.map(shown).join(' and ') || 'none' });
  }
  return only.index;
}

/** The number of scores that a result of this shape holds for each image. Throws LPR-218 where it is none of classes. */
export function scoreCountOf(shape: readonly number[], batch: number): number {
  const count = shape.at(-1) ?? 0;
  if (!isScoreShape(shape) || shape[0] !== batch || count < 1) throw modelErrors.noClassificationHead({ outputs: shown(shape) });
  checkBudget('the number of classes', count, modelBudget.classes, 'classes');
  return count;
}

function isScoreShape(shape: OpenShape): boolean {
  if (shape === undefined) return false;
  return shape.length === 2 || (shape.length === 4 && shape[1] === 1 && shape[2] === 1);
}

function shown(shape: OpenShape): string {
  return shape === undefined ? 'of unknown shape' : `[${shape.map((size, axis) => (axis === 0 ? 'batch' : (size ?? '?'))).join(', ')}]`;
}
