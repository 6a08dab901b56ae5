import { readPicturesRequest, type Picture } from '../../protocol/separation';
import type { OwnImperceptibleSet } from '../../protocol/imperceptible';
import type { RunProgress } from '../../protocol/run';
import { suiteFor } from '../../robustness/suite/suite';
import { computeEnvironment } from '../backend/computeEnvironment';
import { computeProgram } from '../backend/computeProgram';
import { ComputePool } from '../pool/computePool';
import { locateImages } from '../separation/separationJob';
import { imperceptibleFileOf, isSameSize, readImperceptible } from './imperceptibleFile';

export interface ImperceptibleQuestion {
  /** The workspace. */
  readonly folder: string;
  readonly data: string;
  readonly split: 'test' | 'train';
  readonly restart: boolean;
}

const patience = 120_000;
/** Enough that nobody learns them by heart. */
const pictureCount = 60;

/**
 * What a person needs to choose imperceptible corruptions by looking: the set as it stands, or a new one around the paper's epsilons,
 * and pictures.
 * @throws LPR-3xx where images cannot be read, 101 or 102 where the file of the sets cannot, 601 when aborted
 */
export async function openImperceptible(
  { folder, data, split, restart }: ImperceptibleQuestion,
  { signal, onProgress, onLog, computeScript = computeProgram() }: ImperceptibleOptions,
): Promise<{ set: OwnImperceptibleSet; pictures: Picture[] }> {
  const seed = 1;
  const location = await locateImages(data, onProgress, signal);
  const pool = new ComputePool({ script: computeScript, environment: computeEnvironment('wasm'), patience, onLog, prepare: () => Promise.resolve() });
  try {
    onProgress({ phase: 'starting', message: 'Reading images' });
    const pictures = await pool.addWorker().run('reading images', signal, (process) => process.request(readPicturesRequest, { location, split, count: pictureCount, seed }, signal));
    const { height = 1, width = 1, channels = 1 } = pictures[0] ?? {};
    const shape = { height, width, channels };
    const before = restart ? undefined : (await readImperceptible(imperceptibleFileOf(folder))).sets.find((set) => isSameSize(set, shape));
    return { set: before ?? newSet({ ...shape, data, split, seed }), pictures };
  } finally {
    await pool.end();
  }
}

/** A set without an answer: the norms of the paper's imperceptible corruptions, around its epsilons. */
function newSet(of: Omit<OwnImperceptibleSet, 'strengths'>): OwnImperceptibleSet {
  return { ...of, strengths: suiteFor('imperceptible', of).cells.map(({ norm, epsilon }) => ({ norm, anchor: epsilon, answers: '' })) };
}

export interface ImperceptibleOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
  readonly onLog: (line: string) => void;
  readonly computeScript?: string;
}
