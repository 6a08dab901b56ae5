import { absoluteMoment } from '../geometry/moments';
import type { ImageShape, NoiseLaw } from '../corruption';
import { dimensionOf } from '../corruption';
import { suiteFor } from '../suite/suite';

/** Up to which epsilon a corruption is taken to be too weak to see. */
export interface ImperceptibleRange {
  readonly upTo: number;
  /** The paper's own, its equivalent for another image size, or between two of its norms. */
  readonly origin: 'paper' | 'equivalent' | 'interpolated';
}

/**
 * The imperceptible range of a norm: the epsilon of the set that iCE is measured on, where it has one for the norm. For a
 * p between two of its norms the L2 length is interpolated linearly in 1/p; below p = 0.5 it stays that of 0.5. The set
 * was chosen by eye and has nothing for L0 and Gaussian noise.
 */
export function imperceptibleRange(norm: NoiseLaw['norm'], shape: ImageShape): ImperceptibleRange | undefined {
  if (norm === 0 || norm === 'gaussian') return undefined;
  const { cells, origin } = suiteFor('imperceptible', shape);
  const own = cells.find((cell) => cell.norm === norm);
  if (own !== undefined) return { upTo: own.epsilon, origin: origin === 'paper' ? 'paper' : 'equivalent' };
  const d = dimensionOf(shape);
  // Per element, so that square roots of d cancel.
  const rms = (p: number | 'inf') => Math.sqrt(absoluteMoment(p, d, 2, 'ball'));
  const inverse = (p: number | 'inf') => (p === 'inf' ? 0 : 1 / p);
  const known = cells
    .flatMap(({ norm: p, epsilon }) => (p === 'gaussian' ? [] : [{ at: inverse(p), length: epsilon * rms(p) }]))
    .sort((a, b) => a.at - b.at);
  const at = inverse(norm);
  const above = known.find((entry) => entry.at >= at) ?? known.at(-1);
  const below = known.findLast((entry) => entry.at <= at) ?? known[0];
  if (above === undefined || below === undefined) return undefined;
  const share = above.at === below.at ? 0 : (at - below.at) / (above.at - below.at);
  const length = below.length + share * (above.length - below.length);
  return { upTo: Number((length / rms(norm)).toPrecision(3)), origin: 'interpolated' };
}
