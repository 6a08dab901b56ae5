import { z } from 'zod';
import { modelDescriptionSchema, type ModelDescription } from '../../protocol/experiment';
import type { ModelChange } from '../../protocol/serverMessages';
import { parsedJson } from '../parsedJson';
import type { FinishedRun } from './finishedRuns';
import { KnownHashes } from './knownHashes';
import { modelContentHash } from './modelContentHash';
import { modelWritten } from './modelWritten';

const mostModels = 200;
const askedModelSchema = z.object({ description: modelDescriptionSchema.optional() });

/**
 * Whether models are still the ones that runs are about. The times of their files are looked at first; only where one is
 * newer than what is known is their content hashed, once for each time that it was written.
 */
export class ModelChanges {
  readonly #hashes = new KnownHashes(mostModels);

  /** @param lastKnown When the model was last known to be the run's, in milliseconds since 1970. */
  async since(run: Pick<FinishedRun, 'model' | 'asked' | 'report'>, lastKnown: number): Promise<ModelChange> {
    const written = await modelWritten(run.model);
    if (written === undefined) return 'gone';
    if (written <= lastKnown) return 'same';
    const description = descriptionOf(run.asked.model);
    const key = JSON.stringify([run.model, written, description]);
    const hash = await this.#hashes.of(key, () => modelContentHash(run.model, description));
    return hash === run.report.model.hash ? 'same' : 'changed';
  }
}

function descriptionOf(askedModel: string): ModelDescription {
  return askedModelSchema.safeParse(parsedJson(askedModel)).data?.description ?? {};
}
