import { hostErrors } from '../../protocol/errors';
import type { MeasuredOverlap, OverlapCurveQuestion } from '../../protocol/geometryMessages';
import type { DataLocation } from '../../protocol/computeMessages';
import { OverlapCurve } from '../../robustness/geometry/overlapCurve';
import { imageThresholds, ofBallsAlone } from '../../robustness/geometry/overlapThresholds';
import type { CancellationCheck } from '../corruptBatch';
import { readPicture } from './picture';

/** Milliseconds of work between two looks at the channel. */
const lookEvery = 50;

/**
 * The overlap of two balls around one image at every radius, with its closed-form thresholds.
 * @throws LPR-345 where there is no such image, LPR-3xx where it cannot be read, LPR-601 when cancelled.
 */
export async function measureOverlapCurve(
  question: Omit<OverlapCurveQuestion, 'data'> & { readonly location: DataLocation },
  isCancelled: CancellationCheck,
): Promise<Omit<MeasuredOverlap, 'question'>> {
  const { location, split, image, norm, other, sampling, laplaceBug, count, seed } = question;
  const picture = await readPicture({ location, split, image });
  const { height, width, channels } = picture;
  const elements = Float32Array.from(Buffer.from(picture.pixels, 'base64'), (value) => value / 255);
  const curve = new OverlapCurve(elements, { height, width, channels }, norm, other, { sampling, laplaceBug });
  const [leaving, entering] = [new Float64Array(count), new Float64Array(count)];
  let looked = performance.now();
  for (let draw = 0; draw < count; draw += 1) {
    leaving[draw] = curve.leavingRadius(seed, image, draw);
    entering[draw] = curve.enteringRadius(seed, image, draw);
    if (performance.now() - looked < lookEvery) continue;
    if (await isCancelled()) throw hostErrors.cancelled({});
    looked = performance.now();
  }
  const found = imageThresholds(norm, other, elements, sampling);
  const thresholds = laplaceBug ? ofBallsAlone(found) : found;
  return { picture, leaving: [...leaving.filter(Number.isFinite).sort()], entering: [...entering.sort()], thresholds };
}
