import { backendErrors } from './backendErrors';
import { computeProcessErrors } from './computeProcessErrors';
import { dataErrors } from './dataErrors';
import { experimentErrors } from './experimentErrors';
import { hostErrors } from './hostErrors';
import type { ErrorDefinition } from './lprError';
import { modelErrors } from './modelErrors';
import { runErrors } from './runErrors';
import { separationErrors } from './separationErrors';
import { trainingErrors } from './trainingErrors';

export { LprError, type ErrorDefinition, type PlainError } from './lprError';
export { backendErrors, computeProcessErrors, dataErrors, experimentErrors, hostErrors, modelErrors, runErrors, separationErrors, trainingErrors };

const areas: readonly Readonly<Record<string, ErrorDefinition<never>>>[] = [
  experimentErrors,
  modelErrors,
  dataErrors,
  backendErrors,
  computeProcessErrors,
  runErrors,
  separationErrors,
  trainingErrors,
  hostErrors,
];

/** Every user-visible error; docs/errors.md is made from it. */
export const errorCatalogue: readonly ErrorDefinition<never>[] = areas.flatMap((area) => Object.values(area));
