import type { OwnImperceptibleSet, OwnStrength } from '../../src/protocol/imperceptible';
import type { Picture } from '../../src/protocol/separation';
import { corrupt, drawUnitSample, maximumEpsilon, type NoiseLaw } from '../../src/robustness/corruption';
import { comparisonAfter, type ComparisonState } from '../../src/robustness/imperceptible/blindComparison';
import { comparisonTrial } from '../../src/robustness/imperceptible/comparisonTrial';
import { epsilonLadder } from '../../src/robustness/imperceptible/epsilonLadder';
import { bytesOf, type Pixels } from '../components/pictureView';

const lawOf = ({ norm }: OwnStrength): NoiseLaw => ({ norm, sampling: 'ball', unit: 'element' });

/** Where the search of one norm stands. */
export function stateOf(strength: OwnStrength): ComparisonState & { readonly ladder: readonly number[] } {
  const ladder = epsilonLadder(strength.anchor, maximumEpsilon(strength.norm));
  return { ...comparisonAfter(Array.from(strength.answers, (answer) => answer === 'r'), ladder.length), ladder };
}

/** The two pictures of a question. */
export interface ShownTrial {
  readonly left: Pixels;
  readonly right: Pixels;
  readonly corruptedSide: 'left' | 'right';
}

/** The next question of a search that goes on: a picture, and itself corrupted, on sides that the seed decides. */
export function shownTrial({ seed }: Pick<OwnImperceptibleSet, 'seed'>, strength: OwnStrength, pictures: readonly Picture[]): ShownTrial | undefined {
  const { phase, level, answers, ladder } = stateOf(strength);
  const epsilon = ladder[level];
  const law = lawOf(strength);
  const { corruptedSide, picture: place } = comparisonTrial(law, seed, answers, pictures.length);
  const picture = pictures[place];
  if (phase === 'done' || epsilon === undefined || picture === undefined) return undefined;
  const { height, width, channels } = picture;
  const values = bytesOf(picture.pixels);
  const clean = Float32Array.from(values, (value) => value / 255);
  const out = new Float32Array(clean.length);
  corrupt(clean, drawUnitSample(law, picture, { seed, purpose: 'evaluation', image: picture.image, draw: answers }, { maximumEpsilon: epsilon }), epsilon, out);
  const original: Pixels = { height, width, channels, values };
  const corrupted: Pixels = { height, width, channels, values: Uint8Array.from(out, (value) => Math.round(255 * value)) };
  return corruptedSide === 'left' ? { left: corrupted, right: original, corruptedSide } : { left: original, right: corrupted, corruptedSide };
}

/** A set with one more answer in one of its searches; the result where that ends it. */
export function withAnswer(set: OwnImperceptibleSet, index: number, isRight: boolean): OwnImperceptibleSet {
  const strengths = set.strengths.map((strength, place) => {
    if (place !== index) return strength;
    const answered: OwnStrength = { ...strength, answers: strength.answers + (isRight ? 'r' : 'w') };
    const { phase, level, ladder } = stateOf(answered);
    return phase === 'done' ? { ...answered, epsilon: ladder[level] ?? null } : answered;
  });
  return { ...set, strengths };
}

/** The first search that goes on; undefined where all have ended. */
export function openSearch({ strengths }: OwnImperceptibleSet): number | undefined {
  const index = strengths.findIndex(({ epsilon }) => epsilon === undefined);
  return index < 0 ? undefined : index;
}
