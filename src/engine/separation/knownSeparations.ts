import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { separationReportSchema, type SeparationReport } from '../../protocol/separation';
import type { KnownSeparation } from '../../protocol/separationMessages';
import { readResult } from '../run/jobFolder';
import { separationFile } from './separationStore';

/**
 * The separations of a data set that were measured before, the smallest of each norm. Complete comparisons count before samples,
 * which can only tell that the separation is not larger.
 *
 * @param folder where separations live: `.lp-robustness/separations`
 * @param sources what the data may be called there: a dataset's name, an absolute path
 */
export async function knownSeparations(folder: string, ...sources: readonly string[]): Promise<KnownSeparation[]> {
  const names = await readdir(folder).catch(() => []);
  const reports: SeparationReport[] = [];
  for (const name of names.toSorted()) {
    const report = await readResult(path.join(folder, name), separationFile, separationReportSchema);
    if (report !== undefined && sources.includes(report.data.source)) reports.push(report);
  }
  return smallestOfEach(reports);
}

/** The smallest separation of each norm, by ascending norm. */
export function smallestOfEach(reports: readonly SeparationReport[]): KnownSeparation[] {
  const norms = [...new Set(reports.map(({ norm }) => norm))].toSorted((a, b) => valueOf(a) - valueOf(b));
  return norms.map((norm) => {
    const own = reports.filter((report) => report.norm === norm);
    const whole = own.filter(({ limit }) => limit === null);
    const used = whole.length > 0 ? whole : own;
    return { norm, separation: Math.min(...used.map(({ minimum }) => minimum)), between: [...new Set(used.map(({ between }) => between))].toSorted(), sample: whole.length === 0 };
  });
}

const valueOf = (norm: number | 'inf'): number => (norm === 'inf' ? Infinity : norm);
