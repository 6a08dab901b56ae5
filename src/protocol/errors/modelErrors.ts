import { defineError } from './lprError';

/** LPR-2xx: model files and what they say. */
export const modelErrors = {
};
