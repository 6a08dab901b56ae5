import { z } from 'zod';
import { commonCurveSchema, type CommonCell } from './commonCorruption';
import { normSchema, replacementUnitSchema, samplingSchema } from './norm';

/** One corruption strength: a law and an epsilon. */
const cellSchema = z.strictObject({
  norm: normSchema,
  epsilon: z.number().positive(),
  sampling: samplingSchema.default('ball'),
  unit: replacementUnitSchema.default('element'),
});

/** One norm with the epsilons of its curve. */
const curveSchema = z.strictObject({
  norm: normSchema,
  epsilons: z
    .array(z.number().positive())
    .min(1)
    .describe('Radii in the un-normalised Lp norm over all elements; L0: the fraction of elements replaced; Gaussian: the standard deviation.'),
  sampling: samplingSchema.default('ball'),
  unit: replacementUnitSchema.default('element'),
});

/** A suite as a user writes it: what mCE_Lp is the mean of, and what iCE is measured on. */
export const suiteFileSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().min(1).max(200),
  curves: z.array(curveSchema).max(200).default([]).describe('Corruptions that mCE_Lp averages over.'),
  imperceptible: z.array(cellSchema).max(1000).default([]).describe('Corruptions too weak to see, for iCE.'),
  common: z.array(commonCurveSchema).max(19).default([]).describe('Common corruptions of the benchmark, for mCE.'),
});
export type SuiteFile = z.infer<typeof suiteFileSchema>;
export type SuiteFileInput = z.input<typeof suiteFileSchema>;

/** A cell as it is evaluated. It may count for mCE_Lp, for iCE, or for both. */
export interface Cell {
  readonly norm: z.infer<typeof normSchema>;
  readonly epsilon: number;
  readonly sampling: z.infer<typeof samplingSchema>;
  readonly unit: z.infer<typeof replacementUnitSchema>;
  readonly inMeanCorruptionError: boolean;
  readonly imperceptible: boolean;
}

/**
 * A suite for one image shape: no cell twice; cells of one law stand together, by ascending epsilon, and those of one
 * common corruption, by ascending severity.
 * `origin` says whether the epsilons are the paper's own, an equivalent for this shape, or the user's.
 */
export interface Suite {
  readonly name: string;
  readonly origin: 'paper' | 'equivalent' | 'user';
  readonly cells: readonly Cell[];
  readonly common: readonly CommonCell[];
  /** Present where the imperceptible cells are not the suite's own but were chosen by looking. */
  readonly imperceptible?: 'workspace';
}
