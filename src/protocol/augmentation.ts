import { z } from 'zod';
import { normSchema, replacementUnitSchema, samplingSchema } from './norm';

/** Sets of corruption strengths by name, with how many they have. */
export const corruptionSets = {
  c1: 90,
  c2: 30,
  c3: 45,
  'single-l0': 2,
  'single-l0.5': 2,
  'single-l1': 2,
  'single-l2': 2,
  'single-l50': 2,
  'single-linf': 2,
} as const;

const corruptionSetSchema = z
  .enum(Object.keys(corruptionSets) as [keyof typeof corruptionSets])
  .describe("The paper's training sets: C1 (nine norms, ten epsilons each), C2 (L0, L2, Linf), C3 (the five smallest of each norm), or its two strengths of one norm.");

/** Largest epsilon that is sampled, in the un-normalised Lp norm over all elements; for L0 the share of elements. */
const largestEpsilon = 1e150;

const strengthsSchema = z
  .strictObject({
    norm: normSchema,
    epsilons: z
      .array(z.number().positive().max(largestEpsilon))
      .min(1)
      .max(1000)
      .describe('Radii in the un-normalised Lp norm over all elements; L0: the fraction of elements replaced; Gaussian: the standard deviation.'),
    sampling: samplingSchema.default('ball'),
    unit: replacementUnitSchema.default('element'),
  })
  .refine(({ norm, epsilons }) => norm !== 0 || epsilons.every((epsilon) => epsilon <= 1), {
    message: 'For L0, epsilon is the fraction of elements replaced, at most 1.',
    path: ['epsilons'],
  });

const probabilitySchema = z.number().min(0).max(1);
const positiveParameter = z.number().positive().min(1e-3).max(1000);
const rangeWithin = (least: number, most: number): z.ZodType<readonly [number, number], readonly [number, number]> =>
  z
    .tuple([z.number().min(least).max(most), z.number().min(least).max(most)])
    .refine(([from, to]) => from <= to, { message: 'The first number of a range is the smaller.' });

const scaleSchema = z
  .union([z.enum(['fixed', 'uniform']), z.strictObject({ beta: z.tuple([positiveParameter, positiveParameter]) })])
  .describe('A random factor of epsilon: none, uniform on (0, 1), or {"beta": [a, b]} of the Beta law, [2, 5] in NoisyMix.');

const patchSchema = z
  .union([
    z.strictObject({ side: z.int().min(1).max(10_000).describe('Side in pixels.') }),
    z.strictObject({ area: rangeWithin(0.0001, 4).describe("Area as a share of the image's, uniform from and to.") }),
  ])
  .describe('A square around any pixel, cut off at the border, that the noise is confined to.');

const lpNoiseSchema = z.strictObject({
  name: z.literal('lp'),
  corruptions: z.array(z.union([corruptionSetSchema, strengthsSchema])).min(1).max(100).describe('Sets and norms whose strengths are pooled.'),
  concurrent: z.int().min(1).max(8).default(1).describe('Strengths that an image draws, without replacement, and applies one after another.'),
  scale: scaleSchema.default('fixed'),
  cleanShare: probabilitySchema.default(0).describe('Probability that an image is left clean. 0 in C1, C2 and C3.'),
  sharedBy: z
    .int()
    .min(1)
    .max(100_000)
    .default(1)
    .describe("Neighbours in a batch's order that share one corruption. Default 1: each image has its own. 8 in the paper's training."),
  patch: patchSchema.optional(),
});

const patchGaussianSchema = z.strictObject({
  name: z.literal('patchGaussian'),
  deviation: z.number().positive().max(10).default(0.1).describe('Largest standard deviation, the image being in [0, 1]; an image draws one uniformly below it.'),
  patch: patchSchema.default({ side: 25 }),
});

const noisyMixSchema = z.strictObject({
  name: z.literal('noisyMix'),
  additive: z.number().min(0).max(10).default(0.1).describe('Level of the added normal noise, before a factor from Beta(2, 5).'),
  multiplicative: z.number().min(0).max(10).default(0.05).describe('Level of the uniform noise that multiplies, before a factor from Beta(2, 5).'),
});

const oneNoiseSchema = z
  .union([
    corruptionSetSchema.transform((set) => lpNoiseSchema.parse({ name: 'lp', corruptions: [set] })),
    z.literal('patchGaussian').transform((name) => patchGaussianSchema.parse({ name })),
    z.literal('noisyMix').transform((name) => noisyMixSchema.parse({ name })),
    z.discriminatedUnion('name', [lpNoiseSchema, patchGaussianSchema, noisyMixSchema]),
  ])
  .refine((noise) => noise.name !== 'lp' || noise.concurrent <= strengthsOf(noise), {
    message: 'There are fewer strengths than an image is to draw at once.',
    path: ['concurrent'],
  });

const strengthsOf = ({ corruptions }: z.output<typeof lpNoiseSchema>): number =>
  corruptions.reduce((sum, corruption) => sum + (typeof corruption === 'string' ? corruptionSets[corruption] : corruption.epsilons.length), 0);

const mixupSchema = z.strictObject({
  name: z.literal('mixup'),
  alpha: positiveParameter.default(0.2).describe('The weight of an image follows Beta(alpha, alpha).'),
  probability: probabilitySchema.default(1),
});
const cutMixSchema = z.strictObject({
  name: z.literal('cutMix'),
  alpha: positiveParameter.default(1).describe('The weight of an image follows Beta(alpha, alpha).'),
  probability: probabilitySchema.default(0.5),
});
const oneMixingSchema = z.union([
  z.literal('mixup').transform((name) => mixupSchema.parse({ name })),
  z.literal('cutMix').transform((name) => cutMixSchema.parse({ name })),
  z.discriminatedUnion('name', [mixupSchema, cutMixSchema]),
]);

const trivialAugmentSchema = z.strictObject({ name: z.literal('trivialAugment') });
const randAugmentSchema = z.strictObject({
  name: z.literal('randAugment'),
  operations: z.int().min(1).max(16).default(2).describe('Operations, one after another.'),
  magnitude: z.int().min(0).max(30).default(9).describe('Strength of all of them, from 0 to 30.'),
});
const augMixSchema = z.strictObject({
  name: z.literal('augMix'),
  severity: z.int().min(1).max(10).default(3).describe('Strengths are drawn from the weakest so many of ten.'),
  width: z.int().min(1).max(16).default(3).describe('Chains of operations that are mixed.'),
  depth: z.int().min(1).max(16).optional().describe('Operations of a chain. Default: 1, 2 or 3 at random.'),
  alpha: positiveParameter.default(1).describe('Parameter of the laws of the weights.'),
  allOperations: z
    .boolean()
    .default(true)
    .describe("Whether brightness, colour, contrast and sharpness are drawn too, as torchvision has it. AugMix's authors leave them out: they overlap with the common corruptions."),
});
const policySchema = z
  .union([
    z.literal('trivialAugment').transform((name) => trivialAugmentSchema.parse({ name })),
    z.literal('randAugment').transform((name) => randAugmentSchema.parse({ name })),
    z.literal('augMix').transform((name) => augMixSchema.parse({ name })),
    z.discriminatedUnion('name', [trivialAugmentSchema, randAugmentSchema, augMixSchema]),
  ])
  .describe('Operations on bytes, drawn for each image.');

const erasingSchema = z.strictObject({
  probability: probabilitySchema.default(0.5),
  area: rangeWithin(0.0001, 1).default([0.02, 0.4]).describe("Share of the image's area, uniform from and to."),
  aspect: rangeWithin(0.01, 100).default([0.3, 1 / 0.3]).describe('Height over width, uniform from and to.'),
  value: z.enum(['random', 'black']).default('random'),
});

const oneOrSeveral = <Output, Input>(schema: z.ZodType<Output, Input>, most: number): z.ZodType<Output[], Input | Input[]> =>
  z.union([schema.transform((one) => [one]), z.array(schema).max(most)]);

const flipSchema = z.boolean().describe('Mirror left and right with probability 1/2.');
const cropSchema = z
  .union([z.literal(false), z.strictObject({ padding: z.int().min(1).max(1000).optional() })])
  .describe("Pad by zeros and cut the image's size out at random. Padding in pixels; default an eighth of the shorter side: 4 at 32, 8 at 64.");
const mixingSchema = oneOrSeveral(oneMixingSchema, 2).describe('Mixup or CutMix with any other training image; of both, each image takes one.');
const noiseSchema = oneOrSeveral(oneNoiseSchema, 4).describe('Noise, always last: a set of Lp corruptions (c1, c2, c3, single-l2, ...), "patchGaussian", "noisyMix", or these with parameters.');

/**
 * What training does to its images, in this order: flip, crop, policy, erasing, mixing, noise. With nothing named it is
 * crop and flip, the usual beginning for photographs. The names of the parts stand for their published parameters.
 */
export const augmentationSchema = z.strictObject({
  flip: flipSchema.default(true),
  crop: cropSchema.default({}),
  policy: policySchema.optional(),
  erasing: erasingSchema.optional().describe('Random erasing, before mixing and noise.'),
  mixing: mixingSchema.default([]),
  noise: noiseSchema.default([]),
  views: z
    .union([z.literal(1), z.literal(3)])
    .default(1)
    .describe('3: the image without policy, erasing and noise, and two with them, for the Jensen-Shannon consistency loss.'),
});
export type Augmentation = z.output<typeof augmentationSchema>;
export type AugmentationInput = z.input<typeof augmentationSchema>;

/** Parts of an augmentation that take the place of another's; what is left out stays as it was. */
export const augmentationChangesSchema = z.strictObject({
  flip: flipSchema.exactOptional(),
  crop: cropSchema.exactOptional(),
  policy: policySchema.exactOptional(),
  erasing: erasingSchema.exactOptional(),
  mixing: mixingSchema.exactOptional(),
  noise: noiseSchema.exactOptional(),
});
export type AugmentationChanges = z.output<typeof augmentationChangesSchema>;
