export { samplerVersion } from '../robustness/corruption';

/**
 * Raised whenever a change to engine or compute process can change a number of a report: a run that an older version
 * began is then another question's.
 */
export const engineVersion = '2';

/**
 * Raised whenever a training with equal settings would end with other weights: one that an older version began is then
 * another training.
 */
export const trainingVersion = '2';
