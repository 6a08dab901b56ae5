import { RequestType } from 'vscode-jsonrpc';
import { z } from 'zod';
import type { DataLocation, ImageShape } from './computeMessages';
import type { PlainError } from './errors';

/** Which images are compared: each image of the second split with those of the first that have another label. */
export const betweenSchema = z.enum(['train-train', 'train-test', 'test-test']);
export type Between = z.infer<typeof betweenSchema>;
export type SplitName = 'train' | 'test';

/** The split whose images a neighbour is sought for, and the one in which it is sought. */
export function splitsOf(between: Between): { readonly images: SplitName; readonly candidates: SplitName } {
  switch (between) {
    case 'train-train':
      return { images: 'train', candidates: 'train' };
    case 'train-test':
      return { images: 'test', candidates: 'train' };
    case 'test-test':
      return { images: 'test', candidates: 'test' };
  }
}

export interface ComparisonQuestion {
  readonly location: DataLocation;
  readonly between: Between;
  /** p from 1, or Linf. */
  readonly norm: number | 'inf';
  /** A seeded sample of so many images of each split; null: all. */
  readonly limit: number | null;
  readonly seed: number;
  /** False: leave out the content hash. For all but the first process of a pool. */
  readonly hash: boolean;
}

export interface ComparisonSummary {
  /** SHA-256 over images and labels of the splits; empty where it was not asked for. */
  readonly hash: string;
  /** Indices of the images for which a neighbour is sought, ascending, in their split's own order. */
  readonly images: Uint32Array;
  /** How many images they are compared with. */
  readonly candidates: number;
  readonly shape: ImageShape;
  /** By class index, as the neighbours' labels count them. */
  readonly classNames: readonly string[];
}

/** Engine to compute process, first of all: opens the splits to compare. Needs no backend. Fails with LPR-3xx. */
export const openComparisonRequest = new RequestType<ComparisonQuestion, ComparisonSummary, PlainError>('comparison/open');

/** Places in the summary's list of images. */
export interface NeighbourBlock {
  readonly first: number;
  readonly count: number;
}

/** One entry an image of the block. */
export interface Neighbours {
  /** To the nearest image of another class; NaN where there is none. */
  readonly distances: Float64Array;
  /** Index of that image in its split's own order; 0 where there is none. */
  readonly neighbours: Uint32Array;
  /** Class of the image, and of its neighbour (0 where there is none). */
  readonly labels: Int32Array;
  readonly neighbourLabels: Int32Array;
}

/** Engine to compute process, after the comparison was opened: the nearest neighbours of a block of images. Cancelled between two images. */
export const findNeighboursRequest = new RequestType<NeighbourBlock, Neighbours, PlainError>('comparison/neighbours');

export interface OverlapQuestion {
  readonly location: DataLocation;
  readonly split: SplitName;
  /** Index in the split's own order, from 0. */
  readonly image: number;
  /** Samples are drawn from the ball of this norm and radius; for L0 the radius is a fraction of the elements. */
  readonly inner: {
    readonly norm: number | 'inf';
    readonly epsilon: number;
    readonly sampling: 'ball' | 'sphere';
    /** Drawn as by the code of the paper's first version, by the Laplace density for every 0 < p < infinity. */
    readonly laplaceBug: boolean;
  };
  /** They are counted where their clipped difference lies in this one. */
  readonly outer: { readonly norm: number | 'inf'; readonly epsilon: number };
  readonly count: number;
  readonly seed: number;
}

/** Engine to compute process, without anything before: how many of an image's clipped corruptions lie in another ball. Fails with LPR-3xx. */
export const measureOverlapRequest = new RequestType<OverlapQuestion, { readonly inside: number; readonly shape: ImageShape }, PlainError>('overlap/measure');

/** `separation.json`: the distances of images to the nearest of another class, and how small they get. */
export const separationReportSchema = z.object({
  norm: z.union([z.number().min(1), z.literal('inf')]),
  between: betweenSchema,
  /** Smallest distance of two images with different labels, for images in [0,1]. */
  minimum: z.number(),
  /** The images at that distance, by their indices in the splits of `between`, in its order. */
  pair: z.tuple([z.int(), z.int()]),
  pairClasses: z.tuple([z.string(), z.string()]),
  /** Half the minimum: from this epsilon on, separation no longer guarantees labels. */
  guaranteedBelow: z.number(),
  /** Images with a neighbour of another class. */
  n: z.int(),
  candidates: z.int(),
  /** Images of which an identical one has another label. */
  duplicates: z.int(),
  /** Of every image's distance to its nearest neighbour of another class, by percent. */
  quantiles: z.record(z.string(), z.number()),
  histogram: z.object({ to: z.number(), counts: z.array(z.int()) }),
  data: z.object({ source: z.string(), hash: z.string() }),
  shape: z.object({ height: z.int(), width: z.int(), channels: z.int() }),
  limit: z.int().nullable(),
  seed: z.int(),
  version: z.string(),
});
export type SeparationReport = z.infer<typeof separationReportSchema>;

/** An image as it is stored: height x width x channels bytes in base64, of which 255 stands for 1. */
export const pictureSchema = z.object({
  split: z.enum(['train', 'test']),
  image: z.int().min(0),
  className: z.string(),
  height: z.int().min(1),
  width: z.int().min(1),
  channels: z.int().min(1).max(4),
  pixels: z.base64(),
});
export type Picture = z.infer<typeof pictureSchema>;

export interface PictureQuestion {
  readonly location: DataLocation;
  readonly split: SplitName;
  readonly image: number;
}

/** Engine to compute process, without anything before: one image for people to look at. Fails with LPR-3xx, 345 where there is no such image. */
export const readPictureRequest = new RequestType<PictureQuestion, Picture, PlainError>('picture/read');

export interface PicturesQuestion {
  readonly location: DataLocation;
  readonly split: SplitName;
  readonly count: number;
  readonly seed: number;
}

/** Engine to compute process, without anything before: a seeded sample of images of the size of its first. Fails with LPR-3xx. */
export const readPicturesRequest = new RequestType<PicturesQuestion, Picture[], PlainError>('picture/sample');

/** Minimum separation corruption robustness of a model; see robustness/classSeparation. */
export const minimumSeparationRobustnessSchema = z.object({
  norm: z.union([z.number().min(1), z.literal('inf')]),
  /** Half of the smallest separation. */
  epsilon: z.number(),
  /** Smallest distance of each comparison that the data allow. */
  separations: z.partialRecord(betweenSchema, z.number()),
  n: z.int(),
  /** Accuracies without corruption and at epsilon. */
  clean: z.number(),
  atEpsilon: z.number(),
  /** (atEpsilon - clean) / clean with its 95 % interval, or why it is not defined. */
  mscr: z.union([z.object({ value: z.number(), low: z.number(), high: z.number() }), z.object({ value: z.null(), reason: z.string() })]),
  seed: z.int(),
  model: z.object({ path: z.string(), hash: z.string() }),
  data: z.object({ source: z.string(), hash: z.string() }),
});
export type MinimumSeparationRobustness = z.infer<typeof minimumSeparationRobustnessSchema>;

/** What the panel of a class separation shows. */
export const separationResultSchema = z.object({
  report: separationReportSchema,
  /** The nearest pair; empty where the images could not be read again. */
  pair: z.array(pictureSchema).max(2),
  mscr: minimumSeparationRobustnessSchema.nullable(),
});
export type SeparationResult = z.infer<typeof separationResultSchema>;
