import { runErrors } from '../../protocol/errors';
import type { RunProgress } from '../../protocol/run';
import { Evaluation } from '../evaluation';
import { ProgressMeter } from '../progressMeter';
import { ReportThread } from '../reportThread';
import { decodeBlockRecord } from '../run/blockRecord';
import { JournalTail } from '../run/journal';
import { readManifest } from '../run/manifest';
import { questionHash } from '../run/question';
import { repeatedExperiment } from '../run/repeatedExperiment';
import { journalFile } from '../run/runSession';
import { readRunSubject } from '../run/runSubject';

interface Followed {
  readonly work: Evaluation;
  readonly tail: JournalTail;
  readonly reports: ReportThread;
  meter: ProgressMeter | undefined;
}

/**
 * The running estimates of an evaluation that another process writes: its outcomes are read from the journal as it grows, and
 * made into the same partial reports as where it is evaluated. Reads the run's folder only.
 */
export class FollowedEstimates {
  #followed: Followed | undefined;
  #isHopeless = false;

  /**
   * @param onProgress Told how far the run is, with a report about once a second.
   * @param now Milliseconds, from any moment on.
   */
  constructor(
    private readonly folder: string,
    private readonly onProgress: (progress: RunProgress) => void,
    private readonly onLog: (line: string) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Takes in what has come since the last look. False where the outcomes cannot be told (yet): the run has not noted what it is about. */
  async look(): Promise<boolean> {
    if (this.#isHopeless) return false;
    try {
      this.#followed ??= await this.#begin();
      if (this.#followed === undefined) return false;
      await this.#read(this.#followed);
      return true;
    } catch (error) {
      this.#isHopeless = true;
      this.onLog(`No estimates of the run in ${this.folder} while it goes on: ${error instanceof Error ? error.message : String(error)}`);
      await this.end();
      return false;
    }
  }

  /** Nothing is told from now on. */
  async end(): Promise<void> {
    this.#followed?.meter?.end();
    await this.#followed?.reports.end();
  }

  /** @throws LPR-506, 507, 510 where the run's files do not make sense */
  async #begin(): Promise<Followed | undefined> {
    const [opened, manifest] = [await readRunSubject(this.folder), await readManifest(this.folder)];
    if (opened === undefined || manifest === undefined) return undefined;
    const experiment = await repeatedExperiment(this.folder);
    const work = new Evaluation(experiment, opened);
    if (questionHash(work.question) !== manifest.questionHash) throw new Error('another version of the extension writes it');
    const tail = new JournalTail(journalFile(this.folder), manifest.questionHash);
    return { work, tail, reports: new ReportThread({ experiment, opened }, work, this.onLog), meter: undefined };
  }

  async #read(followed: Followed): Promise<void> {
    const { work, tail, reports } = followed;
    let fresh = 0;
    await tail.read((record) => {
      const entry = decodeBlockRecord(record);
      if (entry === undefined || !work.add(entry.block, entry.outcomes)) throw runErrors.journalOfOtherRun({ file: journalFile(this.folder) });
      reports.add(entry.block, entry.outcomes);
      fresh += entry.outcomes.predicted.length;
    });
    // All at once, so that a report is over all that came.
    if (fresh > 0) followed.meter?.add(fresh);
    // What was there before somebody looked says nothing about the speed.
    followed.meter ??= new ProgressMeter({
      total: work.plan.total,
      doneBefore: work.outcomes.done,
      onProgress: this.onProgress,
      partialReport: () => reports.partial(),
      now: this.now,
    });
  }
}
