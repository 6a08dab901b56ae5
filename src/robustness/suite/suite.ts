import { commonCorruptionNames, severities } from '../commonCorruption';
import { equivalentSets } from './equivalentSuite';
import { paperSetsFor, type PaperSets } from './paperSuites';
import { elementCount, mergeCells, mergeCommon, type Curve, type ResolvedSuite, type Shape, type SuiteDefinition, type Strength, type SuiteNorm } from './suiteCells';

interface NamedSuite {
  readonly description: string;
  readonly define: (sets: PaperSets) => Omit<SuiteDefinition, 'name'>;
}

const single = (norm: SuiteNorm, label: string): NamedSuite => ({
  description: `The two strengths of the paper's training on ${label} alone`,
  define: ({ singleNorm }) => ({ curves: curvesOf(singleNorm, norm), imperceptible: [] }),
});

const namedSuites = {
  paper: {
    description: "The paper's 90 corruptions, nine norms with ten epsilons each: mCE_Lp, and iCE on six of them",
    define: ({ grid, imperceptible }) => ({ curves: grid, imperceptible }),
  },
  quick: {
    description: 'One epsilon of middle strength for each of L0, L1, L2 and Linf: a first look',
    define: ({ grid }) => ({
      curves: curvesOf(grid, 0, 1, 2, 'inf').map((curve) => ({ ...curve, epsilons: curve.epsilons.slice(5, 6) })),
      imperceptible: [],
    }),
  },
  imperceptible: {
    description: 'The six corruptions too weak to see, for iCE alone',
    define: ({ imperceptible }) => ({ curves: [], imperceptible }),
  },
  common: {
    description: 'The 19 common corruptions of Hendrycks and Dietterich at five severities each: mCE',
    define: () => ({ curves: [], imperceptible: [], common: commonCorruptionNames.map((corruption) => ({ corruption, severities })) }),
  },
  c1: {
    description: "The paper's training set C1: the same 90 corruptions as mCE_Lp",
    define: ({ grid }) => ({ curves: grid, imperceptible: [] }),
  },
  c2: {
    description: "The paper's training set C2: ten epsilons each of L0, L2 and Linf",
    define: ({ grid }) => ({ curves: curvesOf(grid, 0, 2, 'inf'), imperceptible: [] }),
  },
  c3: {
    description: "The paper's training set C3: the five smallest epsilons of each of the nine norms",
    define: ({ grid }) => ({
      curves: grid.map((curve) => ({ ...curve, epsilons: curve.epsilons.slice(0, 5) })),
      imperceptible: [],
    }),
  },
  'single-l0': single(0, 'L0 (each replaced element becomes 0 or 1)'),
  'single-l0.5': single(0.5, 'L0.5'),
  'single-l1': single(1, 'L1'),
  'single-l2': single(2, 'L2'),
  'single-l50': single(50, 'L50'),
  'single-linf': single('inf', 'Linf'),
} as const satisfies Record<string, NamedSuite>;

export type SuiteName = keyof typeof namedSuites;

/** Every built-in suite with one line on what it is, in the order to show them. */
export const suiteNames: readonly { readonly name: SuiteName; readonly description: string }[] = (
  Object.keys(namedSuites) as SuiteName[]
).map((name) => ({ name, description: namedSuites[name].description }));

export function isSuiteName(text: string): text is SuiteName {
  return Object.hasOwn(namedSuites, text);
}

/**
 * The cells that a suite has for images of one shape. A built-in suite takes the paper's own epsilons for 32 x 32 x 3
 * and 64 x 64 x 3, and for any other shape their equivalents (see `equivalentEpsilon`); a user's epsilons stay as they
 * are. The result is empty where the definition is: `suiteProblem` tells what is wrong with one.
 */
export function suiteFor(suite: SuiteName | SuiteDefinition, shape: Shape): ResolvedSuite {
  if (typeof suite !== 'string') return { name: suite.name, origin: 'user', cells: mergeCells(suite), common: mergeCommon(suite) };
  const paper = paperSetsFor(shape);
  const sets = paper ?? equivalentSets(elementCount(shape));
  const named: NamedSuite = namedSuites[suite];
  const definition = { name: suite, ...named.define(sets) };
  return { name: suite, origin: paper === undefined ? 'equivalent' : 'paper', cells: mergeCells(definition), common: mergeCommon(definition) };
}

/** A suite whose imperceptible corruptions are these instead of its own; what mCE_Lp averages over stays. */
export function withOwnImperceptible(suite: ResolvedSuite, imperceptible: readonly Strength[]): ResolvedSuite {
  const averaged = suite.cells.filter((cell) => cell.inMeanCorruptionError);
  const curves = averaged.map(({ norm, sampling, unit, epsilon }) => ({ norm, sampling, unit, epsilons: [epsilon] }));
  return { ...suite, cells: mergeCells({ name: suite.name, curves, imperceptible }) };
}

function curvesOf(curves: readonly Curve[], ...norms: readonly SuiteNorm[]): Curve[] {
  return curves.filter((curve) => norms.includes(curve.norm));
}

export type { CommonCurve, CommonSuiteCell, Curve, ResolvedSuite, Shape, SuiteCell, SuiteDefinition, SuiteNorm } from './suiteCells';
