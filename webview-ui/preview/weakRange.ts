import type { Norm } from '../../src/protocol/norm';
import type { OpenedPreview } from '../../src/protocol/previewRequests';
import type { ImageShape } from '../../src/robustness/corruption';
import { imperceptibleRange, type ImperceptibleRange } from '../../src/robustness/preview';

/** Up to where a norm is too weak to see, and who says so. */
export interface WeakRange {
  readonly upTo: number;
  readonly origin: ImperceptibleRange['origin'] | 'own';
}

/** What people of the workspace could not see of images of this size, where they have looked; else the paper's range. */
export function weakRange(norm: Norm, shape: ImageShape, own: OpenedPreview['imperceptible']): WeakRange | undefined {
  const found = own.find(
    (entry) => entry.norm === norm && entry.height === shape.height && entry.width === shape.width && entry.channels === shape.channels,
  );
  return found === undefined ? imperceptibleRange(norm, shape) : { upTo: found.epsilon, origin: 'own' };
}
