import { RandomStream } from '../randomStream';
import type { NoiseLaw } from '../corruption';

/** What one question of a blind comparison shows. */
export interface ComparisonTrial {
  readonly corruptedSide: 'left' | 'right';
  /** Place of the picture among those that there are. */
  readonly picture: number;
}

/** The side and the picture of a trial: a function of seed, norm and number, so that a search can be looked into afterwards. */
export function comparisonTrial(law: NoiseLaw, seed: number, trial: number, pictures: number): ComparisonTrial {
  const stream = new RandomStream({ seed, purpose: 'statistics', kind: 'choice', law, image: 0, draw: trial });
  return { corruptedSide: stream.nextIndex(2) === 0 ? 'left' : 'right', picture: stream.nextIndex(pictures) };
}
