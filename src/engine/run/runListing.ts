import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { LprError } from '../../protocol/errors';
import { estimateSchema, reportSchema } from '../../protocol/report';
import type { ListedRun, RunState } from '../../protocol/runListMessages';
import { parsedJson } from '../parsedJson';
import { blockRecordBytes } from './blockRecord';
import { fileStamp } from './fileStatus';
import { journalBytes } from './journal';
import { readManifest, type Manifest } from './manifest';
import { RunWriters, type RunWriter } from './runLock';
import { hashOf, journalFile, reportFile } from './runSession';

/** What a listing says of a finished run; the cells of its report are passed over. */
const figuresSchema = reportSchema
  .pick({ clean: true, mceLp: true, ice: true })
  .extend({ common: z.object({ mce: z.object({ all: estimateSchema }) }).exactOptional() })
  .transform(({ common, ...figures }) => ({ ...figures, ...(common === undefined ? {} : { mce: common.mce.all }) }));
type Figures = z.infer<typeof figuresSchema>;

const askedModelSchema = z.object({ path: z.string() });
const askedDataSchema = z.object({ source: z.string() });

/** Folders that are looked at at the same time. */
const lanes = 16;

/** What stays as it is while the files of a run do. */
interface Known {
  readonly stamp: string;
  readonly manifest: Manifest | undefined;
  readonly figures: Figures | undefined;
}

/**
 * Lists the runs below runs folders, finished or not, again and again: manifests and reports are read once, and then
 * only when their files are others. Reads nothing but those folders.
 */
export class RunListing {
  readonly #known = new Map<string, Known>();
  readonly #writers = new RunWriters();

  /** @param onLog A run that cannot be read is passed over; this says so, once. */
  constructor(private readonly onLog: (line: string) => void) {}

  /** The runs below a runs folder, by their folders' names. None where there is no folder. */
  async runs(runsFolder: string): Promise<ListedRun[]> {
    const names = await readdir(runsFolder).catch(() => []);
    const folders = names.map((name) => path.join(runsFolder, name));
    this.#forget(runsFolder, new Set(folders));
    const found: ListedRun[] = [];
    const next = folders.values();
    const work = async () => {
      for (const folder of next) {
        const run = await this.run(folder);
        if (run !== undefined) found.push(run);
      }
    };
    await Promise.all(Array.from({ length: lanes }, work));
    return found.sort((one, other) => (one.folder < other.folder ? -1 : 1));
  }

  /** One run; undefined where the folder is none. */
  async run(folder: string): Promise<ListedRun | undefined> {
    const seen = await this.#read(folder);
    if (seen.manifest === undefined) return undefined;
    const writer = seen.figures === undefined ? await this.#writers.of(folder) : undefined;
    // A process that has just let go of a run has said before what became of it, but maybe after it was read.
    const { manifest, figures } = seen.figures === undefined && writer === undefined ? await this.#read(folder) : seen;
    if (manifest === undefined) return undefined;
    const { asked, question, sessions, created } = manifest;
    const model = askedModelSchema.safeParse(parsedJson(asked.model)).data?.path;
    const data = askedDataSchema.safeParse(parsedJson(asked.data)).data?.source;
    if (model === undefined || data === undefined) return undefined;
    const started = sessions.at(-1)?.started ?? created;
    const state = figures === undefined ? await unfinishedState(folder, manifest, writer) : finishedState(manifest, figures);
    const { limit, seed, draws } = question;
    return { folder, model, data, suite: question.suite.name, limit, seed, draws, backend: question.backend.name, started, state };
  }

  /** The manifest, and the figures of the report where it is there as it was written. */
  async #read(folder: string): Promise<Known> {
    const stamp = (await Promise.all([path.join(folder, 'manifest.json'), reportFile(folder)].map(fileStamp))).join(' ');
    const last = this.#known.get(folder);
    if (last?.stamp === stamp) return last;
    const manifest = await readManifest(folder).catch((error: unknown) => {
      this.onLog(error instanceof LprError ? error.happened : String(error));
      return undefined;
    });
    const known = { stamp, manifest, figures: manifest === undefined ? undefined : await figuresOf(folder, manifest) };
    this.#known.set(folder, known);
    return known;
  }

  #forget(runsFolder: string, there: ReadonlySet<string>): void {
    for (const folder of this.#known.keys()) {
      if (path.dirname(folder) === runsFolder && !there.has(folder)) this.#known.delete(folder);
    }
  }
}

async function unfinishedState(folder: string, manifest: Manifest, writer: RunWriter | undefined): Promise<RunState> {
  const share = await shareDone(folder, manifest);
  if (writer !== undefined) return { kind: 'running', share, host: writer.host, pid: writer.pid, by: writer.kind };
  const last = manifest.sessions.at(-1);
  if (last?.outcome === 'failed') return { kind: 'failed', share, failure: last.failure ?? '' };
  return { kind: 'unfinished', share, wasCancelled: last?.outcome === 'cancelled' };
}

/** A process that was killed after the report was written, and before it said so, has left no end: its beginning stands for it. */
function finishedState({ sessions, created }: Manifest, figures: Figures): RunState {
  const last = sessions.at(-1);
  return { kind: 'finished', finished: last?.ended ?? last?.started ?? created, ...figures };
}

async function figuresOf(folder: string, { report }: Manifest): Promise<Figures | undefined> {
  if (report === null) return undefined;
  const text = await readFile(reportFile(folder), 'utf8').catch(() => '');
  return hashOf(text) === report ? figuresSchema.safeParse(parsedJson(text)).data : undefined;
}

/** By the journal's size: what a crash tore at its end is counted, too, and is at most a block. */
async function shareDone(folder: string, { planned, questionHash }: Manifest): Promise<number | null> {
  if (planned === undefined) return null;
  const size = await stat(journalFile(folder)).then(
    (found) => found.size,
    () => 0,
  );
  const begun = journalBytes(questionHash, 0, 0);
  const whole = journalBytes(questionHash, planned.blocks, blockRecordBytes(planned.blocks, planned.predictions));
  return whole === begun ? 0 : Math.min(1, Math.max(0, (size - begun) / (whole - begun)));
}
