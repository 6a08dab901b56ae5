import { t } from '@vscode/l10n';
import type { MeasuredOverlap } from '../../src/protocol/geometryMessages';
import { clopperPearson } from '../../src/robustness/statistics/binomialInterval';
import type { TextTable } from '../components/dataTable';
import { measured, normName, percent, shortEpsilon } from '../components/figures';
import type { Plot, PlotPoint } from '../components/plot';

/** Share of the samples that are still inside at each radius: 1 up to the first that leaves. */
export function sharesInside(leaving: readonly number[], count: number, from: number, to: number): PlotPoint[] {
  return [{ x: from, y: 1 }, ...leaving.map((x, place) => ({ x, y: (count - place - 1) / count })), { x: to, y: (count - leaving.length) / count }];
}

/** Share of the other ball's samples that are inside from each radius on. */
export function sharesHeld(entering: readonly number[], count: number, from: number, to: number): PlotPoint[] {
  return [{ x: from, y: 0 }, ...entering.map((x, place) => ({ x, y: (place + 1) / count })), { x: to, y: entering.length / count }];
}

/** The smallest radius up to which half of all samples have left, or from which half are held. */
export function halfRadius(radii: readonly number[], count: number): number | undefined {
  return radii[Math.ceil(count / 2) - 1];
}

const names = (): Record<keyof MeasuredOverlap['thresholds'], string> => ({
  contained: t('wholly inside'),
  half: t('half inside'),
  equalVolume: t('equal volume'),
  halfOfOther: t('holds half'),
  containing: t('holds all'),
});

/** "L2 of radius 4"; of L0 the radius is a fraction. */
function ballName({ norm, epsilon }: MeasuredOverlap['question']['other']): string {
  return norm === 0 ? t('{0} of fraction {1}', normName(norm), measured(epsilon)) : t('{0} of radius {1}', normName(norm), measured(epsilon));
}

export function overlapPlot({ question, leaving, entering, thresholds }: MeasuredOverlap): Plot {
  const { norm, other, count } = question;
  const marks = Object.entries(names()).flatMap(([key, name]) => {
    const x = thresholds[key as keyof typeof thresholds];
    return x === undefined ? [] : [{ x, name: `${name} ${measured(x)}` }];
  });
  const { half, equalVolume, halfOfOther } = thresholds;
  const central = [leaving[0], leaving.at(-1), entering[0], entering.at(-1), half, equalVolume, halfOfOther].filter((radius) => radius !== undefined && radius > 0) as number[];
  const [from, to] = central.length === 0 ? [other.epsilon / 10, other.epsilon * 10] : [Math.min(...central) / 1.3, Math.max(...central) * 1.3];
  const [one, two] = [normName(norm), ballName(other)];
  const inHalf = halfRadius(leaving, count);
  const heldHalf = halfRadius(entering, count);
  return {
    description: t('Overlap of {0} with {1}: half of the samples of {0} lie inside up to {2}; half of those of {1} lie in {0} from {3} on.', one, two, inHalf === undefined ? '\u2013' : measured(inHalf), heldHalf === undefined ? '\u2013' : measured(heldHalf)),
    series: [
      { name: t('samples of {0} that lie in {1}', one, two), shape: 'line', points: sharesInside(leaving, count, from, to) },
      { name: t('samples of {0} that lie in {1}', two, one), shape: 'line', points: sharesHeld(entering, count, from, to) },
    ],
    marks,
    x: { title: norm === 0 ? t('fraction of replaced elements') : t('radius of {0}', one), from, to, logarithmic: to / from > 10, format: shortEpsilon },
    y: { title: '', to: 1, format: (value) => `${Math.round(value * 100)}\u00a0%` },
  };
}

/** The shares at a few radii with their 95 % intervals. */
export function overlapTable({ question, leaving, entering }: MeasuredOverlap): TextTable {
  const { norm, other, count } = question;
  const spread = (radii: readonly number[]): number[] => [0.05, 0.5, 0.95].flatMap((share) => radii[Math.min(radii.length - 1, Math.floor(share * radii.length))] ?? []);
  const radii = [...new Set([...spread(leaving), ...spread(entering)])].toSorted((a, b) => a - b);
  const shareText = (inside: number): string => {
    const { low, high } = clopperPearson(inside, count);
    return `${percent(inside / count)} (${percent(low)} \u2013 ${percent(high)})`;
  };
  return {
    headings: [t('Radius of {0}', normName(norm)), t('Of {0} in {1}', normName(norm), normName(other.norm)), t('Of {0} in {1}', normName(other.norm), normName(norm))],
    rows: radii.map((radius) => [measured(radius), shareText(count - leaving.filter((each) => each < radius).length), shareText(entering.filter((each) => each <= radius).length)]),
  };
}
