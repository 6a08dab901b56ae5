import type { RunImages } from '../engine/report/details/runImages';
import type { Report } from '../protocol/report';
import type { ReportAnswer, ReportParams } from '../protocol/reportDetails';

/** How long a compute process is kept after the last picture. In milliseconds. */
const patience = 60_000;

type Open = (folder: string, report: Report, signal: AbortSignal) => Promise<RunImages>;

/**
 * The model and the images of the run whose pictures are being looked at, one run at a time: kept open while pictures are
 * asked for, and a minute longer. Owner of what it opens.
 */
export class ReportImages {
  #current: { readonly folder: string; readonly report: string; readonly images: Promise<RunImages>; readonly stop: AbortController } | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(private readonly open: Open) {}

  /** @throws LprError as {@link RunImages} does; a run that cannot be opened is tried anew at the next question */
  async pictures(folder: string, report: Report, question: ReportParams<'pictures'>, signal: AbortSignal): Promise<ReportAnswer<'pictures'>> {
    clearTimeout(this.#idle);
    try {
      return await (await this.#opened(folder, report)).pictures(question, signal);
    } finally {
      clearTimeout(this.#idle);
      this.#idle = setTimeout(() => void this.end(), patience);
    }
  }

  /** Ends the process there is, and awaits that it is gone. */
  async end(): Promise<void> {
    clearTimeout(this.#idle);
    const ending = this.#current;
    this.#current = undefined;
    ending?.stop.abort();
    const images = await ending?.images.catch(() => undefined);
    await images?.end();
  }

  async #opened(folder: string, report: Report): Promise<RunImages> {
    const key = `${report.model.hash} ${report.data.hash} ${report.seed}`;
    if (this.#current?.folder !== folder || this.#current.report !== key) {
      await this.end();
      // Another question may have opened it meanwhile.
      const stop = new AbortController();
      this.#current ??= { folder, report: key, images: this.open(folder, report, stop.signal), stop };
      if (this.#current.folder !== folder) return this.#opened(folder, report);
    }
    const { images } = this.#current;
    images.catch(() => {
      if (this.#current?.images === images) this.#current = undefined;
    });
    return images;
  }
}
