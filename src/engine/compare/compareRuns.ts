import { setImmediate } from 'node:timers/promises';
import type { ComparedSubject, Comparison, ComparisonRow } from '../../protocol/comparison';
import { hostErrors } from '../../protocol/errors';
import { comparePaired, type PairedErrors } from '../../robustness/metrics/pairedComparison';
import { holmAdjusted } from '../../robustness/statistics/pairedTest';
import { wrongAt } from '../report/tally';
import { cellOf, positionsOf, type ComparedRun, type ComparedRuns } from './comparedRuns';

/** A difference is significant when its p-value, adjusted for all of the comparison, is below this. */
const level = 0.05;

interface Subject {
  readonly subject: ComparedSubject;
  /** The cells of the table of each run that it is about. */
  readonly cells: readonly (readonly number[])[];
}

/**
 * Compares runs with the first of them, image by image: the clean images, every cell that all of them have, and the
 * means over those. P-values are adjusted (Holm 1979) in two families: the figures over the suite (means and clean error),
 * which are few and looked at first, and the cells.
 *
 * @throws LPR-601 when aborted
 */
export async function compareRuns({ runs, images }: ComparedRuns, signal: AbortSignal): Promise<Comparison> {
  const [first, ...others] = runs;
  if (first === undefined || others.length === 0) throw new RangeError('a comparison takes two runs');
  const positions = runs.map(({ outcomes }) => positionsOf(outcomes, images));
  const errorsOf = (run: number, cells: readonly number[]): PairedErrors => {
    const { outcomes } = runs[run] as ComparedRun;
    const outcomesPerImage = cells.reduce((sum, cell) => sum + outcomes.drawsOf(cell), 0);
    return { wrong: wrongAt(outcomes, cells, positions[run] as Uint32Array), outcomesPerImage };
  };
  const seed = first.report.seed;
  let stream = 0;
  const rows: ComparisonRow[] = [];
  for (const { subject, cells } of subjectsOf(runs)) {
    await setImmediate();
    if (signal.aborted) throw hostErrors.cancelled({});
    const reference = errorsOf(0, cells[0] ?? []);
    rows.push({
      subject,
      error: errorOf(reference),
      others: others.map((_, index) => {
        const errors = errorsOf(index + 1, cells[index + 1] ?? []);
        return { error: errorOf(errors), ...comparePaired(errors, reference, { seed, stream: stream++ }), adjusted: 1, significant: false };
      }),
    });
  }
  const adjusted = { figures: adjustedIn(rows.filter(isFigure)), cells: adjustedIn(rows.filter((row) => !isFigure(row))) };
  const { data } = first.report;
  return {
    kind: 'comparison',
    format: 1,
    runs: runs.map(({ folder, report }) => ({
      folder,
      model: report.model.path,
      suite: report.suite.name,
      seed: report.seed,
      draws: report.draws,
      backend: report.backend.name,
      images: report.clean.n,
    })),
    data: { source: data.source, split: data.split, hash: data.hash, classNames: data.classNames },
    n: images.length,
    sameNoise: others.every(({ report }) => report.seed === seed && report.versions.sampler === first.report.versions.sampler),
    level,
    tests: { figures: countOf(adjusted.figures), cells: countOf(adjusted.cells) },
    // Figures stand before cells.
    rows: [...adjusted.figures, ...adjusted.cells],
  };
}

const isFigure = ({ subject }: ComparisonRow): boolean => subject.kind !== 'cell' && subject.kind !== 'common';
const countOf = (rows: readonly ComparisonRow[]): number => rows.reduce((sum, { others }) => sum + others.length, 0);

/** The rows of one family with their p-values adjusted for all of it. */
function adjustedIn(rows: readonly ComparisonRow[]): ComparisonRow[] {
  const values = holmAdjusted(rows.flatMap(({ others }) => others.map(({ p }) => p)));
  let next = 0;
  return rows.map((row) => ({
    ...row,
    others: row.others.map((other) => {
      const adjusted = values[next++] ?? 1;
      return { ...other, adjusted, significant: adjusted < level };
    }),
  }));
}

/** What all runs have: the means first, then the clean images and every cell in the order of the first run. */
function subjectsOf(runs: readonly ComparedRun[]): Subject[] {
  const [first] = runs;
  if (first === undefined) return [];
  const single: ComparedSubject[] = [
    { kind: 'clean' },
    ...first.outcomes.cells.map(({ norm, sampling, unit, epsilon }): ComparedSubject => ({ kind: 'cell', norm, sampling, unit, epsilon })),
    ...first.outcomes.common.map(({ corruption, severity }): ComparedSubject => ({ kind: 'common', corruption, severity })),
  ];
  const shared = single.flatMap((subject): Subject[] => {
    const cells = runs.map(({ outcomes }) => cellOf(outcomes, subject));
    return cells.every((cell) => cell !== undefined) ? [{ subject, cells: cells.map((cell) => [cell]) }] : [];
  });
  const counts = ({ cells }: Subject): boolean => cells.every(([cell], run) => runs[run]?.outcomes.cells[(cell ?? 0) - 1]?.inMeanCorruptionError === true);
  const means = [
    { kind: 'mceLp' as const, of: shared.filter((entry) => entry.subject.kind === 'cell' && counts(entry)) },
    { kind: 'mce' as const, of: shared.filter((entry) => entry.subject.kind === 'common') },
  ].flatMap(({ kind, of }): Subject[] =>
    of.length === 0 ? [] : [{ subject: { kind, cells: of.length }, cells: runs.map((_, run) => of.flatMap(({ cells }) => cells[run] ?? [])) }],
  );
  return [...means, ...shared];
}

function errorOf({ wrong, outcomesPerImage }: PairedErrors): number {
  return wrong.reduce((sum, count) => sum + count, 0) / (wrong.length * outcomesPerImage);
}
