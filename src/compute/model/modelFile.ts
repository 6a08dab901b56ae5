import { createHash } from 'node:crypto';
import { LprError, modelErrors } from '../../protocol/errors';
import { checkBudget, modelBudget } from './modelBudget';
import { type ContainedFile, type ModelFolder, readInto, reasonOf } from './modelFolder';
import { type JsonObject, type JsonValue, isJsonObject, parseUntrustedJson } from './untrustedJson';
import { type WeightGroup, parseWeightManifest } from './weightManifest';

/** A model.json, read and checked in its outer form. */
export interface ModelFile {
  readonly format: 'layers' | 'graph';
  /** Layers: the Keras configuration, `{class_name, config}`. Graph: the GraphDef, `{node: [...], ...}`. */
  readonly topology: JsonObject;
  readonly groups: readonly WeightGroup[];
  /** Input and output signature of a graph. */
  readonly signature?: JsonObject;
  readonly metadata?: JsonObject;
  /** True where Keras 3 wrote the configuration: a few names mean something else there. */
  readonly isKeras3: boolean;
  /** SHA-256 of the file, in hexadecimal. */
  readonly digest: string;
}

/** Reads a model.json. Throws LPR-201 to LPR-204, LPR-208 or LPR-209. `name` is its path within the folder. */
export async function readModelFile(folder: ModelFolder, name: string, shownPath: string): Promise<ModelFile> {
  const text = await readTextFile(folder, name, shownPath, modelBudget.jsonBytes);
  if (text === undefined) throw modelErrors.unreadable({ file: shownPath, reason: 'there is no such file' });
  const root = parseUntrustedJson(text.text, shownPath);
  if (!isJsonObject(root)) throw modelErrors.notAModel({ file: shownPath, reason: 'it is not an object' });

  const topology = root['modelTopology'];
  if (!isJsonObject(topology)) {
    throw modelErrors.notAModel({ file: shownPath, reason: 'its modelTopology is missing' });
  }
  const format = formatOf(root, topology);
  if (format === undefined) {
    throw modelErrors.notAModel({ file: shownPath, reason: 'its modelTopology is neither one of layers nor a graph' });
  }
  const groups = parseWeightManifest(root['weightsManifest'], shownPath);
  const signature = root['signature'];
  const metadata = root['userDefinedMetadata'];
  return {
    format,
    topology: format === 'layers' && isJsonObject(topology['model_config']) ? topology['model_config'] : topology,
    groups,
    ...(isJsonObject(signature) ? { signature } : {}),
    ...(isJsonObject(metadata) ? { metadata } : {}),
    isKeras3: /^(keras v)?3\./.test(textOf(topology['keras_version']) ?? textOf(root['generatedBy']) ?? ''),
    digest: text.digest,
  };
}

/** Reads a small file of the folder as UTF-8, or undefined where there is none. Throws LPR-201, LPR-204 or LPR-209. */
export async function readTextFile(
  folder: ModelFolder,
  name: string,
  shownPath: string,
  limit: number,
): Promise<{ text: string; digest: string } | undefined> {
  let file: ContainedFile | undefined;
  try {
    file = await folder.open(name);
    checkBudget(shownPath, file.size, limit, 'bytes');
    const bytes = new Uint8Array(file.size);
    const hash = createHash('sha256');
    const read = await readInto(file, bytes, hash);
    return { text: new TextDecoder().decode(bytes.subarray(0, read)), digest: hash.digest('hex') };
  } catch (error) {
    if (error instanceof LprError) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw modelErrors.unreadable({ file: shownPath, reason: reasonOf(error) }, error);
  } finally {
    await file?.handle.close();
  }
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The topology decides; the `format` key, which older converters left out, does not have to be there. */
function formatOf(root: JsonObject, topology: JsonObject): 'layers' | 'graph' | undefined {
  if (Array.isArray(topology['node'])) return 'graph';
  const config = isJsonObject(topology['model_config']) ? topology['model_config'] : topology;
  if (typeof config['class_name'] === 'string') return 'layers';
  return root['format'] === 'graph-model' && topology['library'] !== undefined ? 'graph' : undefined;
}
