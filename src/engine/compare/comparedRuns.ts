import path from 'node:path';
import { runErrors } from '../../protocol/errors';
import type { ComparedSubject } from '../../protocol/comparison';
import type { Report } from '../../protocol/report';
import type { Outcomes } from '../report/outcomes';
import { readOutcomes } from '../report/readOutcomes';
import { readManifest } from '../run/manifest';
import { finishedRun } from '../run/runStore';

/** A finished run with its outcomes. */
export interface ComparedRun {
  readonly folder: string;
  readonly report: Report;
  readonly outcomes: Outcomes;
}

/** Finished runs on the same data, and what they have in common. */
export interface ComparedRuns {
  readonly runs: readonly ComparedRun[];
  /** Indices in the split of the images that every run evaluated, ascending. */
  readonly images: readonly number[];
}

/**
 * Reads finished runs to be compared. Runs differ in their models or in what was asked; their data must be the same.
 *
 * @throws LPR-540 where a folder holds no finished run, 541 where the data differ, 542 where they share no image, 530
 * where outcomes cannot be read
 */
export async function readComparedRuns(folders: readonly string[], signal: AbortSignal): Promise<ComparedRuns> {
  const runs: ComparedRun[] = [];
  for (const given of folders) {
    const folder = path.resolve(given);
    const manifest = await readManifest(folder);
    const found = manifest === undefined ? undefined : await finishedRun({ folder, manifest });
    if (found?.kind !== 'finished') throw runErrors.notFinished({ folder });
    runs.push({ folder, report: found.report, outcomes: await readOutcomes(folder, found.report, signal) });
  }
  const [first, ...others] = runs;
  if (first === undefined) throw new RangeError('no runs to compare');
  for (const { folder, report } of others) {
    if (report.data.hash !== first.report.data.hash || report.data.split !== first.report.data.split) {
      throw runErrors.otherData({ folder, first: first.folder });
    }
  }
  const evaluated = others.map(({ outcomes }) => new Set(outcomes.images));
  const images = [...first.outcomes.images].filter((image) => evaluated.every((set) => set.has(image)));
  if (images.length === 0) throw runErrors.noSharedImages({ count: runs.length });
  return { runs, images };
}

/** The number of a subject's cell in a run's table of outcomes (0 = clean); undefined where the run has none, or it is a mean. */
export function cellOf({ cells, common }: Outcomes, subject: ComparedSubject): number | undefined {
  const numberOf = (index: number, before: number): number | undefined => (index < 0 ? undefined : 1 + before + index);
  switch (subject.kind) {
    case 'clean':
      return 0;
    case 'cell':
      return numberOf(
        cells.findIndex(
          ({ norm, sampling, unit, epsilon }) => norm === subject.norm && sampling === subject.sampling && unit === subject.unit && epsilon === subject.epsilon,
        ),
        0,
      );
    case 'common':
      return numberOf(
        common.findIndex(({ corruption, severity }) => corruption === subject.corruption && severity === subject.severity),
        cells.length,
      );
    case 'mceLp':
    case 'mce':
      return undefined;
  }
}

/** The places in a run's table of the images that are compared. */
export function positionsOf({ images }: Outcomes, wanted: readonly number[]): Uint32Array {
  const position = new Map(Array.from(images, (image, index) => [image, index]));
  return Uint32Array.from(wanted, (image) => position.get(image) ?? 0);
}
