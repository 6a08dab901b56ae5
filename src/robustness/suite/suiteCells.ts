import { commonCorruptionNames, severities, type CommonCorruption, type CommonCorruptionName, type Severity } from '../commonCorruption';
import type { RadialNorm } from '../geometry/moments';

/** A norm as suites name it. */
export type SuiteNorm = RadialNorm | 'gaussian';

/** Several epsilons under one law; the same structure as a curve of a suite file. */
export interface Curve {
  readonly norm: SuiteNorm;
  readonly epsilons: readonly number[];
  readonly sampling: 'ball' | 'sphere';
  readonly unit: 'element' | 'pixel';
}

/** One corruption strength; the same structure as an imperceptible entry of a suite file. */
export interface Strength {
  readonly norm: SuiteNorm;
  readonly epsilon: number;
  readonly sampling: 'ball' | 'sphere';
  readonly unit: 'element' | 'pixel';
}

/** Several severities of one common corruption; the same structure as a common entry of a suite file. */
export interface CommonCurve {
  readonly corruption: CommonCorruptionName;
  readonly severities: readonly Severity[];
}

/** A suite as it is written: what mCE_Lp is the mean of, what iCE is measured on, and what mCE is. */
export interface SuiteDefinition {
  readonly name: string;
  readonly curves: readonly Curve[];
  readonly imperceptible: readonly Strength[];
  /** Absent: none. */
  readonly common?: readonly CommonCurve[];
}

export interface SuiteCell extends Strength {
  readonly inMeanCorruptionError: boolean;
  readonly imperceptible: boolean;
}

export type SuiteOrigin = 'paper' | 'equivalent' | 'user';

/** A suite as it is evaluated: no cell twice, cells of one law together, by ascending epsilon. */
export interface ResolvedSuite {
  readonly name: string;
  readonly origin: SuiteOrigin;
  readonly cells: readonly SuiteCell[];
  readonly common: readonly CommonSuiteCell[];
}

/** A common corruption at one severity, as a suite names it. */
export interface CommonSuiteCell {
  readonly corruption: CommonCorruption['name'];
  readonly severity: Severity;
}

/** Height, width and channels; an image has their product of elements. */
export interface Shape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export function elementCount(shape: Shape): number {
  return shape.height * shape.width * shape.channels;
}

/**
 * The cells of a definition: each law and epsilon once, with what it counts for merged, in the order L0, rising p,
 * Linf, Gaussian, then ball before sphere, element before pixel, then rising epsilon. The order depends on the cells
 * alone, so that two ways to write a suite give equal reports.
 */
export function mergeCells(definition: SuiteDefinition): SuiteCell[] {
  const cells = new Map<string, SuiteCell>();
  const add = (strength: Strength, role: 'inMeanCorruptionError' | 'imperceptible'): void => {
    const cell = normalise(strength);
    const key = `${cell.norm} ${cell.sampling} ${cell.unit} ${cell.epsilon}`;
    const known = cells.get(key) ?? { ...cell, inMeanCorruptionError: false, imperceptible: false };
    cells.set(key, { ...known, [role]: true });
  };
  for (const { epsilons, ...law } of definition.curves) {
    for (const epsilon of epsilons) add({ ...law, epsilon }, 'inMeanCorruptionError');
  }
  for (const strength of definition.imperceptible) add(strength, 'imperceptible');
  return [...cells.values()].sort(compareCells);
}

/** The common corruptions of a definition, each severity once, in the benchmark's order: two ways to write a suite give equal reports. */
export function mergeCommon({ common = [] }: SuiteDefinition): CommonSuiteCell[] {
  return commonCorruptionNames.flatMap((corruption) => {
    const asked = new Set(common.filter((curve) => curve.corruption === corruption).flatMap((curve) => curve.severities));
    return severities.filter((severity) => asked.has(severity)).map((severity) => ({ corruption, severity }));
  });
}

/** A Gaussian has no sphere, and only L0 replaces whole pixels: what means nothing must not make two cells of one. */
function normalise({ norm, epsilon, sampling, unit }: Strength): Strength {
  return { norm, epsilon, sampling: norm === 'gaussian' ? 'ball' : sampling, unit: norm === 0 ? unit : 'element' };
}

function compareCells(a: SuiteCell, b: SuiteCell): number {
  return (
    rankOf(a.norm) - rankOf(b.norm) ||
    Number(a.sampling === 'sphere') - Number(b.sampling === 'sphere') ||
    Number(a.unit === 'pixel') - Number(b.unit === 'pixel') ||
    a.epsilon - b.epsilon
  );
}

function rankOf(norm: SuiteNorm): number {
  if (norm === 'gaussian') return Number.MAX_VALUE;
  return norm === 'inf' ? Number.MAX_VALUE / 2 : norm;
}
