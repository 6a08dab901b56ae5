import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { LprError, runErrors } from '../../protocol/errors';
import { reportSchema, type Report } from '../../protocol/report';
import { diskError, errorCode } from './diskError';
import { readManifest, writeManifest, type Asked, type Manifest, type PlannedWork } from './manifest';
import { differences, questionHash, type Question } from './question';
import { RunLock, type WriterKind } from './runLock';
import { hashOf, journalFile, reportFile, RunSession, type BlockReceiver } from './runSession';

export interface RunPlace {
  /** Where runs without a folder of their own live: `.lp-robustness/runs` of the workspace. */
  readonly runsFolder: string;
  /** The run's own folder, where it was asked for. */
  readonly out?: string;
  /** Starts anew even where the same question has a run already. */
  readonly fresh: boolean;
  /** A run that cannot be read is passed over; this says so. */
  readonly onLog: (line: string) => void;
  /** What whoever wants to write the run meanwhile is told of this process. */
  readonly writer?: WriterKind;
}

export type OpenedRun =
  | { readonly kind: 'finished'; readonly folder: string; readonly report: Report }
  | { readonly kind: 'open'; readonly session: RunSession };

/** A run folder with its manifest. */
export interface FoundRun {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Names that a run folder may hold; anything else says that it is somebody's folder of something else. */
const ownEntries = /^(manifest\.json|subject\.json|journal|outcomes\.parquet|report\.json|background\.log|lock)(\..+\.(tmp|stale))?$/;

/**
 * The run that an experiment would go on with, as far as that can be told before anything is opened; its backend is
 * then kept. With `--out` it is that folder's run, else the newest unfinished one of which the same was asked.
 * @throws LPR-506 where the manifest in `--out` cannot be read.
 */
export async function findStarted(place: RunPlace, asked: Asked): Promise<FoundRun | undefined> {
  if (place.out !== undefined) {
    const manifest = await readManifest(place.out);
    return manifest === undefined ? undefined : { folder: place.out, manifest };
  }
  if (place.fresh) return undefined;
  return (await allRuns(place)).find(({ manifest }) => manifest.report === null && isSameAsked(manifest.asked, asked));
}

export function isSameAsked(one: Asked, other: Asked): boolean {
  return (Object.keys(one) as (keyof Asked)[]).every((key) => one[key] === other[key]);
}

/**
 * Opens the run of a question: its finished run, its unfinished one, or a new one.
 *
 * @param name What a new run's folder is called, before the hash of its question.
 * @param onBlock Receives the blocks that the journal holds already.
 * @param planned Noted, so that a listing can tell how far the run is.
 * @throws LPR-504 where `--out` holds another question's run, 505 where it holds something else, 503 where another
 * process writes the run, 506 and 507 where its files do not make sense, 501 and 502 where it cannot be written.
 */
export async function openRun(
  place: RunPlace,
  name: string,
  asked: Asked,
  question: Question,
  onBlock: BlockReceiver,
  planned?: PlannedWork,
): Promise<OpenedRun> {
  const hash = questionHash(question);
  const existing = place.out === undefined && !place.fresh ? (await allRuns(place)).find(({ manifest }) => manifest.questionHash === hash) : undefined;
  const finished = await finishedRun(existing ?? (await runIn(place.out, question)));
  if (finished !== undefined && !place.fresh) return finished;
  const folder = existing?.folder ?? (place.out === undefined ? await newFolder(place, `${name}-${hash.slice(0, 8)}`) : await ownFolder(place.out));
  const lock = await RunLock.take(folder, place.writer);
  try {
    const manifest = await readManifest(folder);
    if (manifest !== undefined && manifest.questionHash !== hash) throw otherQuestion(folder, manifest, question);
    const started = manifest === undefined || place.fresh ? newManifest(asked, question, hash, planned) : manifest;
    if (started !== manifest) {
      // A journal without its manifest, or one that is not wanted any more, tells nothing.
      await rm(journalFile(folder), { force: true });
      await writeManifest(folder, started);
    }
    return { kind: 'open', session: await RunSession.begin(folder, { ...started, ...(planned === undefined ? {} : { planned }), report: null }, lock, onBlock) };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Runs below the runs folder, newest first. */
export async function allRuns({ runsFolder, onLog }: Pick<RunPlace, 'runsFolder' | 'onLog'>): Promise<FoundRun[]> {
  const names = await readdir(runsFolder).catch(() => []);
  const found: FoundRun[] = [];
  for (const name of names) {
    const folder = path.join(runsFolder, name);
    try {
      const manifest = await readManifest(folder);
      if (manifest !== undefined) found.push({ folder, manifest });
    } catch (error) {
      onLog(error instanceof LprError ? error.happened : String(error));
    }
  }
  return found.sort((a, b) => b.manifest.created.localeCompare(a.manifest.created) || b.folder.localeCompare(a.folder));
}

async function runIn(folder: string | undefined, question: Question): Promise<FoundRun | undefined> {
  if (folder === undefined) return undefined;
  const manifest = await readManifest(folder);
  if (manifest === undefined) return undefined;
  if (manifest.questionHash !== questionHash(question)) throw otherQuestion(folder, manifest, question);
  return { folder, manifest };
}

/** A finished run's report. Where the file is gone or is not what was written, the run counts as unfinished and is rebuilt from its journal. */
export async function finishedRun(run: FoundRun | undefined): Promise<OpenedRun | undefined> {
  if (run === undefined || run.manifest.report === null) return undefined;
  const text = await readFile(reportFile(run.folder), 'utf8').catch(() => '');
  if (hashOf(text) !== run.manifest.report) return undefined;
  const report = reportSchema.safeParse(JSON.parse(text));
  return report.success ? { kind: 'finished', folder: run.folder, report: report.data } : undefined;
}

/** A folder of this name, or with a number behind it where an earlier run has the name. */
async function newFolder({ runsFolder }: RunPlace, name: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const folder = path.join(runsFolder, number === 1 ? name : `${name}-${number}`);
    try {
      await mkdir(runsFolder, { recursive: true });
      await mkdir(folder);
      return folder;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw diskError(error, folder);
      // Without a manifest it is a run that was stopped, or is just being started: the lock tells.
      if ((await readdir(folder).catch(() => ['?'])).every((entry) => ownEntries.test(entry) && entry !== 'manifest.json')) return folder;
    }
  }
}

async function ownFolder(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
    const entry = (await readdir(folder)).find((name) => !ownEntries.test(name));
    if (entry !== undefined && (await readManifest(folder)) === undefined) throw runErrors.notARun({ folder, entry });
    return folder;
  } catch (error) {
    throw diskError(error, folder);
  }
}

function newManifest(asked: Asked, question: Question, hash: string, planned: PlannedWork | undefined): Manifest {
  const created = new Date().toISOString();
  return { kind: 'evaluation', format: 1, question, questionHash: hash, asked, created, ...(planned === undefined ? {} : { planned }), report: null, sessions: [] };
}

function otherQuestion(folder: string, manifest: Manifest, question: Question): LprError {
  return runErrors.otherQuestion({ folder, differences: differences(manifest.question, question) });
}
