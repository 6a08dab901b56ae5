import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { TrainingSummary } from '../../protocol/trainingMessages';
import { diskError } from '../run/diskError';
import { writeFileAtomically } from '../run/writeFileAtomically';

/**
 * Writes a trained model as a folder that evaluations open: model.json (a Keras topology as TensorFlow.js saves it),
 * weights.bin (float32, little-endian) and lp-robustness.json with the class names. The model.json comes last.
 *
 * @returns SHA-256 of the weights
 * @throws LPR-501 and 502 where it cannot be written
 */
export async function saveModel(folder: string, { topology, weightSpecs, description }: Pick<TrainingSummary, 'topology' | 'weightSpecs' | 'description'>, weights: Float32Array): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw diskError(error, folder);
  }
  const bytes = Buffer.alloc(4 * weights.length);
  for (let i = 0; i < weights.length; i += 1) bytes.writeFloatLE(weights[i] as number, 4 * i);
  await writeFileAtomically(path.join(folder, 'weights.bin'), bytes);
  await writeFileAtomically(path.join(folder, 'lp-robustness.json'), `${JSON.stringify(description, null, 2)}\n`);
  const manifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
  await writeFileAtomically(path.join(folder, 'model.json'), `${JSON.stringify({ format: 'layers-model', generatedBy: 'Lp Robustness', convertedBy: null, modelTopology: topology, weightsManifest: manifest })}\n`);
  return createHash('sha256').update(bytes).digest('hex');
}
