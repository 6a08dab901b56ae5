import { dataErrors, hostErrors, separationErrors } from '../../protocol/errors';
import type { OverlapQuestion } from '../../protocol/separation';
import type { ImageShape } from '../../robustness/corruption';
import { BallOverlap } from '../../robustness/geometry/ballOverlap';
import { fitImage, writeImage } from '../data/fitImage';
import { openSource } from '../data/openData';
import type { CancellationCheck } from '../corruptBatch';

/** Elements that are drawn between two looks at the channel. */
const elementsAtOnce = 1 << 22;

/**
 * Counts how many corruptions of one image, clipped, lie in another ball around it.
 * @throws LPR-345 where there is no such image, LPR-3xx where it cannot be read, LPR-601 when cancelled.
 */
export async function measureOverlap(question: OverlapQuestion, isCancelled: CancellationCheck): Promise<{ inside: number; shape: ImageShape }> {
  const { location, split, image, inner, outer, count, seed } = question;
  const [place, data] = location.kind === 'dataset' ? [location.folder, location.name] : [location.path, location.path];
  const source = await openSource(place, split);
  try {
    const last = source.labels.length - 1;
    if (last < 0) throw dataErrors.noImages({ path: place, split });
    if (image > last) throw separationErrors.noSuchImage({ data, split, image, last });
    const stored = await source.read(image);
    const shape = { height: stored.height, width: stored.width, channels: stored.channels };
    const elements = new Float32Array(shape.height * shape.width * shape.channels);
    writeImage(fitImage(stored, source.nameOf(image), shape, false), elements, 0);
    const overlap = new BallOverlap(elements, shape, inner, outer);
    const atOnce = Math.max(1, Math.floor(elementsAtOnce / elements.length));
    let inside = 0;
    for (let draw = 0; draw < count; draw += atOnce) {
      inside += overlap.countInside({ seed, image, firstDraw: draw, draws: Math.min(atOnce, count - draw) });
      if (await isCancelled()) throw hostErrors.cancelled({});
    }
    return { inside, shape };
  } finally {
    source.close();
  }
}
