import { defineError } from './lprError';

/** LPR-3xx: images, labels and data sets. */
export const dataErrors = {
};
