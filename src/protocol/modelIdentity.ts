import type { ModelDescription } from './experiment';

/** The description in force: the sidecar's, and over it, entry by entry, the experiment file's. Of `preprocessing` each entry counts by itself. */
export function descriptionInForce(sidecar: ModelDescription, fromExperiment: ModelDescription): ModelDescription {
  const preprocessing = { ...sidecar.preprocessing, ...fromExperiment.preprocessing };
  const merged: ModelDescription = { ...sidecar, ...fromExperiment, ...(Object.keys(preprocessing).length > 0 ? { preprocessing } : {}) };
  delete merged.$schema;
  return merged;
}

/**
 * The text whose SHA-256 is a model's content hash: the digests of model.json and of its weight files, in the order of
 * their manifest, and the description in force, the same for every order in which it was written.
 */
export function modelIdentity(fileDigest: string, weightDigests: readonly string[], description: ModelDescription): string {
  return [fileDigest, ...weightDigests, canonicalDescription(description)].map((part) => `${part}\n`).join('');
}

/** The same text for the same description, whatever the order in which it was written. */
export function canonicalDescription(description: ModelDescription): string {
  return JSON.stringify(description, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
