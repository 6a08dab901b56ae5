import { z } from 'zod';
import type { DataHashQuestion } from '../../protocol/computeMessages';
import { datasetNameSchema } from '../../protocol/experiment';
import type { DataChange } from '../../protocol/serverMessages';
import { datasetFolder, isCached } from '../dataset/fetchDataset';
import { parsedJson } from '../parsedJson';
import { dataContentHash } from './dataContentHash';
import { dataWritten, type FilesWritten } from './dataWritten';
import type { FinishedRun } from './finishedRuns';
import { KnownHashes } from './knownHashes';

/** Data beyond this is not read for a lens: it would take longer than anybody looks at one. In bytes. */
const mostCompared = 2 * 2 ** 30;
/** Looking at the times of files takes at most this share of the time, however often it is asked for. */
const largestShare = 0.05;
const mostData = 50;

const askedDataSchema = z.object({ source: z.string(), corrupted: z.string().exactOptional() });
const splitSchema = z.enum(['test', 'train']);

interface Look {
  readonly found: Promise<FilesWritten | undefined>;
  until: number;
}

/**
 * Whether data is still what runs are about. The times of its files are looked at first; only where one is newer than what
 * is known is the content hashed, in a process of its own, once for each time that it was written.
 */
export class DataChanges {
  readonly #hashes = new KnownHashes(mostData);
  readonly #looks = new Map<string, Look>();
  readonly #ended = new AbortController();

  /** @param hashOf for tests: instead of a compute process */
  constructor(private readonly hashOf: (question: DataHashQuestion, signal: AbortSignal) => Promise<string | undefined> = dataContentHash) {}

  /**
   * @param lastKnown When the data was last known to be the run's, in milliseconds since 1970.
   * @throws LPR-45x where no process can compare it, LPR-601 once ended
   */
  async since({ asked, report }: Pick<FinishedRun, 'asked' | 'report'>, lastKnown: number): Promise<DataChange> {
    const question = await questionOf(asked);
    if (question === undefined) return 'same';
    const places = [question.location.kind === 'path' ? question.location.path : question.location.folder, ...(question.corrupted === undefined ? [] : [question.corrupted])];
    const looks = await Promise.all(places.map((place) => this.#look(place)));
    const found = looks.filter((look) => look !== undefined);
    if (found.length < places.length) return 'gone';
    const newest = Math.max(...found.map((look) => look.newest));
    if (newest <= lastKnown) return 'same';
    const size = found.reduce((sum, look) => sum + look.size, 0);
    if (size > mostCompared) return 'written';
    const hash = await this.#hashes.of(JSON.stringify([question, newest, size]), () => this.hashOf(question, this.#ended.signal));
    return hash === report.data.hash ? 'same' : 'changed';
  }

  /** Ends what is being compared. */
  end(): void {
    this.#ended.abort();
  }

  #look(place: string): Promise<FilesWritten | undefined> {
    const began = performance.now();
    const last = this.#looks.get(place);
    if (last !== undefined && began < last.until) return last.found;
    const look: Look = { found: dataWritten(place), until: Infinity };
    const over = (): void => {
      const ended = performance.now();
      look.until = ended + (ended - began) / largestShare;
    };
    look.found.then(over, over);
    this.#looks.set(place, look);
    const oldest = this.#looks.keys().next();
    if (this.#looks.size > mostData && oldest.done !== true) this.#looks.delete(oldest.value);
    return look.found;
  }
}

/** Undefined where there is nothing to compare: a named dataset that is not in the cache comes back as it was. */
async function questionOf({ data, split: askedSplit }: FinishedRun['asked']): Promise<DataHashQuestion | undefined> {
  const asked = askedDataSchema.safeParse(parsedJson(data)).data;
  const split = splitSchema.safeParse(askedSplit).data;
  if (asked === undefined || split === undefined) return undefined;
  const { source, corrupted } = asked;
  const named = datasetNameSchema.safeParse(source).data;
  if (named !== undefined && !(await isCached(named))) return undefined;
  const location: DataHashQuestion['location'] = named === undefined ? { kind: 'path', path: source } : { kind: 'dataset', name: named, folder: datasetFolder(named) };
  return { location, split, ...(corrupted === undefined ? {} : { corrupted }) };
}
