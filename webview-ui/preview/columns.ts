import { t } from '@vscode/l10n';
import { commonCorruptionNameSchema, type Severity } from '../../src/protocol/commonCorruption';
import type { NoiseLaw, Norm } from '../../src/protocol/norm';
import type { PreviewColumn } from '../../src/protocol/preview';
import type { ImageShape } from '../../src/robustness/corruption';
import { typicalChange } from '../../src/robustness/preview';
import { epsilonText, lawName, normName, shortEpsilon } from '../components/figures';
import { initialEpsilon, rounded, sameStrength } from './epsilonScale';
import type { PreviewSettings } from './settings';

/** A column of the grid with what stands above it. */
export interface ShownColumn {
  readonly title: string;
  /** The corruption in full, where it stands alone. */
  readonly name: string;
  readonly column: PreviewColumn;
}

export const columnCount = 8;

/** Norms shown side by side. */
const comparedNorms: readonly Norm[] = [0, 0.5, 1, 2, 5, 10, 50, 'inf'];

/** On a logarithmic scale each column is this much weaker than the next. */
const stepDown = Math.SQRT2;

export const lawOf = ({ norm, sampling, unit }: Pick<PreviewSettings, 'norm' | 'sampling' | 'unit'>): NoiseLaw => ({
  norm,
  // What means nothing must not make another address of the same noise.
  sampling: norm === 'gaussian' ? 'ball' : sampling,
  unit: norm === 0 ? unit : 'element',
});

export const epsilonOf = (settings: PreviewSettings, shape: ImageShape): number => settings.epsilon ?? initialEpsilon(lawOf(settings), shape);

/** The corruptions that the settings ask for. The last column of rising epsilons has exactly the epsilon that is set. */
export function columnsOf(settings: PreviewSettings, shape: ImageShape): ShownColumn[] {
  const { seed, draw } = settings;
  if (settings.kind === 'common') return commonColumns(settings);
  const law = lawOf(settings);
  const epsilon = epsilonOf(settings, shape);
  const noise = (ofLaw: NoiseLaw, size: number, ofDraw = draw): PreviewColumn => ({ corruption: { kind: 'noise', law: ofLaw, epsilon: size }, seed, draw: ofDraw });
  switch (settings.across) {
    case 'epsilons':
      return risingEpsilons(epsilon, settings.scale).map((size) => ({ title: shortEpsilon(size), name: noiseName(law, size), column: noise(law, size) }));
    case 'norms': {
      const change = typicalChange(law, epsilon, shape);
      return comparedNorms.map((norm) => {
        const compared = lawOf({ ...settings, norm });
        const size = norm === law.norm ? epsilon : sameStrength(change, compared, shape);
        return { title: `${normName(norm)}, ${shortEpsilon(size)}`, name: noiseName(compared, size), column: noise(compared, size) };
      });
    }
    case 'draws':
      return Array.from({ length: columnCount }, (_, i) => ({ title: t('draw {0}', draw + i), name: `${noiseName(law, epsilon)}, ${t('draw {0}', draw + i)}`, column: noise(law, epsilon, draw + i) }));
  }
}

function risingEpsilons(epsilon: number, scale: 'linear' | 'log'): number[] {
  return Array.from({ length: columnCount }, (_, i) => {
    const below = columnCount - 1 - i;
    if (below === 0) return epsilon;
    return rounded(scale === 'linear' ? (epsilon * (i + 1)) / columnCount : epsilon / stepDown ** below);
  });
}

function commonColumns({ corruption, severity, commonAcross, seed, draw }: PreviewSettings): ShownColumn[] {
  if (commonAcross === 'severities') {
    const levels: readonly Severity[] = [1, 2, 3, 4, 5];
    return levels.map((level) => ({ title: t('severity {0}', level), name: `${commonName(corruption)}, ${t('severity {0}', level)}`, column: { corruption: { kind: 'common', name: corruption, severity: level }, seed, draw } }));
  }
  return commonCorruptionNameSchema.options.map((name) => ({ title: commonName(name), name: `${commonName(name)}, ${t('severity {0}', severity)}`, column: { corruption: { kind: 'common', name, severity }, seed, draw } }));
}

/** "L2, epsilon 0.5". */
const noiseName = (law: NoiseLaw, epsilon: number): string => `${lawName(law)}, ${t('epsilon {0}', epsilonText(epsilon))}`;

/** "gaussian noise". */
export const commonName = (name: string): string => name.replaceAll('_', ' ');

/** The same text for the same corruption of an image: what was found out about it serves again. */
export const keyOf = (column: PreviewColumn): string => JSON.stringify(column);

/** The images as they are, as a column to predict. */
export const originalColumn: PreviewColumn = { corruption: null, seed: 0, draw: 0 };
