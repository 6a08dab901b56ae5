import type { ImageShape } from '../corruption';

/** Elements as they are stored, whole numbers from 0 to `levels`: differences between them are exact. */
export type StoredElements = Uint8Array | Uint16Array;

/** Images of one shape with their classes, among which neighbours are looked for. */
export interface CandidateImages {
  readonly shape: ImageShape;
  /** The stored value of full intensity: 255 or 65535. Distances are those of elements / levels, in [0,1]. */
  readonly levels: number;
  /** Image after image, each height x width x channels elements. */
  readonly elements: StoredElements;
  /** Class of each image. */
  readonly labels: Int32Array;
}

/** An image and how far it is away, in units of images in [0,1]. */
export interface Neighbour {
  /** Index among the candidates; of several at the same distance the lowest. */
  readonly image: number;
  readonly distance: number;
}

/**
 * Finds, for one image after the other, its nearest neighbour of another class. Exact: what it leaves out without
 * looking at every element is proven to be farther away.
 */
export interface NeighbourSearch {
  /**
   * @param elements of one image, in the candidates' shape and levels
   * @returns undefined where every candidate has the image's own class
   */
  nearest(elements: StoredElements, label: number): Neighbour | undefined;
}
