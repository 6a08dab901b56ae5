import { defineError } from './lprError';

/** LPR-4xx: backends and compute processes. */
export const backendErrors = {
};
