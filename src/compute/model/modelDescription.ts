import { modelErrors } from '../../protocol/errors';
import { type ModelDescription, modelDescriptionSchema } from '../../protocol/experiment';
import { descriptionInForce } from '../../protocol/modelIdentity';
import { modelBudget } from './modelBudget';
import { readTextFile } from './modelFile';
import type { ModelFolder } from './modelFolder';
import { type JsonObject, parseUntrustedJson } from './untrustedJson';

/** The description that a model's author may lay beside its model.json. */
const sidecarName = 'lp-robustness.json';

/**
 * The description in force: the sidecar's, if there is one, and over it, entry by entry, the experiment file's. Of
 * `preprocessing` each entry counts by itself. Throws LPR-201, LPR-202 or LPR-220 for a sidecar that cannot be used.
 */
export async function describeModel(folder: ModelFolder, fromExperiment: ModelDescription): Promise<ModelDescription> {
  const sidecar = await readTextFile(folder, sidecarName, sidecarName, modelBudget.descriptionBytes);
  const fromSidecar = sidecar === undefined ? {} : parseSidecar(sidecar.text);
  return descriptionInForce(fromSidecar, fromExperiment);
}

/** Class names that a model carries in its own metadata, where they fit its outputs. */
export function classNamesInMetadata(metadata: JsonObject | undefined, classCount: number): readonly string[] | undefined {
  for (const key of ['classNames', 'class_names', 'labels', 'classes']) {
    const names = metadata?.[key];
    if (Array.isArray(names) && names.length === classCount && names.every((name) => typeof name === 'string')) return names;
  }
  return undefined;
}

function parseSidecar(text: string): ModelDescription {
  const result = modelDescriptionSchema.safeParse(parseUntrustedJson(text, sidecarName));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw modelErrors.descriptionInvalid({
    file: sidecarName,
    where: issue === undefined || issue.path.length === 0 ? 'the top level' : issue.path.join('.'),
    reason: (issue?.message ?? 'it is not a description').replace(/\.$/, ''),
  });
}
