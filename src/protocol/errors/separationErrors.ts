import { defineError } from './lprError';

/** LPR-34x: comparing images with each other. */
export const separationErrors = {
  oneClass: defineError<{ data: string; between: string }>(
    'LPR-340',
    ({ data, between }) => `Among the images of ${data} that are compared (${between}), no two have different labels, so there is no class separation.`,
    () => 'Give data of at least two classes, or compare more images with a larger --limit.',
  ),
  normBelowOne: defineError<{ norm: string }>(
    'LPR-341',
    ({ norm }) => `There is no class separation in norm ${norm}: below p = 1 there is no triangle inequality, and L0 and Gaussian noise have no distance.`,
    () => 'Use a number from 1 to 1000, or inf.',
  ),
  sizesDiffer: defineError<{ file: string; size: string; expected: string }>(
    'LPR-342',
    ({ file, size, expected }) => `${file} is ${size} pixels (height x width), but other images of the data are ${expected}.`,
    () => 'Give images of one size: they are compared element by element.',
  ),
  comparisonTooLarge: defineError<{ data: string; gigabytes: string; limit: string }>(
    'LPR-343',
    ({ data, gigabytes, limit }) => `The images of ${data} take ${gigabytes} GB in memory; the limit is ${limit} GB.`,
    () => 'Compare a sample of them with --limit.',
  ),
  sameSplit: defineError<{ data: string }>(
    'LPR-344',
    ({ data }) => `${data} does not tell training and test images apart, so there is nothing between them to compare.`,
    () => 'Use --between test-test, or give a folder that holds both splits.',
  ),
  noSuchImage: defineError<{ data: string; split: string; image: number; last: number }>(
    'LPR-345',
    ({ data, split, image, last }) => `There is no image ${image} in the split "${split}" of ${data}: images count from 0 to ${last}.`,
    () => 'Choose one of those with --image.',
  ),
};
