/** Between two looks at the folders, in milliseconds: while work goes on, and while none does. */
const pause = { whileRunning: 1000, otherwise: 2500 };
/** Looking may take this share of the time, however much there is to look at. */
const largestShare = 0.05;

/** A job with a folder of its own, such as a run or a training. */
export interface FollowedJob {
  readonly folder: string;
  readonly state: { readonly kind: string };
}

export interface FollowedChange<J> {
  readonly changed: J[];
  readonly removed: string[];
}

/**
 * Follows the jobs of some workspace folders and tells what changes, whoever works on them: this server, another window's, or a
 * terminal. It looks at the times of their files now and then, which works on network drives and in containers, where
 * a file watcher misses much.
 */
export class FollowedFolders<J extends FollowedJob> {
  #known = new Map<string, string>();
  /** Names what is followed now; a look that was begun for something else tells nothing. */
  #following = 0;
  #folders: readonly string[] = [];
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param list The jobs of workspace folders, in no order.
   * @param onChange Never called without a change, nor before {@link follow} has answered.
   */
  constructor(
    private readonly list: (folders: readonly string[]) => Promise<J[]>,
    private readonly onChange: (change: FollowedChange<J>) => void,
  ) {}

  /** Follows these workspace folders from now on, and no others. The jobs that there are. */
  async follow(folders: readonly string[]): Promise<J[]> {
    this.stop();
    const following = this.#following;
    const began = performance.now();
    const jobs = await this.list(folders);
    if (following === this.#following && folders.length > 0) {
      this.#known = stampsOf(jobs);
      this.#folders = folders;
      this.#lookLater(jobs, performance.now() - began);
    }
    return jobs;
  }

  /** Something has changed that is known here before it is time to look. */
  lookNow(): void {
    if (this.#folders.length === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look());
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#folders = [];
    this.#following += 1;
  }

  async #look(): Promise<void> {
    const following = this.#following;
    const began = performance.now();
    const jobs = await this.list(this.#folders);
    if (following !== this.#following) return;
    const last = this.#known;
    this.#known = stampsOf(jobs);
    const changed = jobs.filter((job) => last.get(job.folder) !== this.#known.get(job.folder));
    const removed = [...last.keys()].filter((folder) => !this.#known.has(folder));
    if (changed.length > 0 || removed.length > 0) this.onChange({ changed, removed });
    this.#lookLater(jobs, performance.now() - began);
  }

  #lookLater(jobs: readonly J[], took: number): void {
    const isRunning = jobs.some(({ state }) => state.kind === 'running');
    const wait = Math.max(isRunning ? pause.whileRunning : pause.otherwise, took / largestShare);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), wait);
  }
}

function stampsOf(jobs: readonly FollowedJob[]): Map<string, string> {
  return new Map(jobs.map((job) => [job.folder, JSON.stringify(job)]));
}
