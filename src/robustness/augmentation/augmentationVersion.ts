/**
 * Version of the bytes that augmentations are made of: with it, and the samplers' own, an address gives the same image.
 * Raised with every change to test/unit/robustness/augmentation/goldenDigests.json.
 */
export const augmentationVersion = 1;
