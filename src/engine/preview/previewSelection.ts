import { separationErrors } from '../../protocol/errors';
import { seededOrder } from '../../robustness/randomStream';

/** Which images of a split to show: a page of them in an order, perhaps of one class only, or by their indices. */
export type PreviewSelection =
  | { readonly kind: 'indices'; readonly images: readonly number[] }
  | {
      readonly kind: 'page';
      /** null: the split's own order; else the seed of a random one, that in which an evaluation takes its sample. */
      readonly shuffle: number | null;
      /** Class index, or null for all. */
      readonly label: number | null;
      readonly first: number;
      readonly count: number;
    };

/** The images of a selection, and how many it could page through. A page beyond the end is the last one that has images. */
export interface SelectedImages {
  readonly images: Uint32Array;
  readonly total: number;
  /** Place of the first one among the `total`. */
  readonly first: number;
}

/** @throws LPR-345 for an index that the split does not have */
export function selectImages(selection: PreviewSelection, labels: Int32Array, source: { readonly data: string; readonly split: string }): SelectedImages {
  if (selection.kind === 'indices') {
    const missing = selection.images.find((image) => image >= labels.length);
    if (missing !== undefined) throw separationErrors.noSuchImage({ ...source, image: missing, last: labels.length - 1 });
    return { images: Uint32Array.from(selection.images), total: selection.images.length, first: 0 };
  }
  const { shuffle, label, first, count } = selection;
  const order = shuffle === null ? Uint32Array.from(labels.keys()) : seededOrder(labels.length, shuffle);
  const eligible = label === null ? order : order.filter((image) => labels[image] === label);
  const lastPage = Math.max(0, Math.ceil(eligible.length / count) - 1) * count;
  const start = first < eligible.length ? first : lastPage;
  return { images: eligible.slice(start, start + count), total: eligible.length, first: start };
}
