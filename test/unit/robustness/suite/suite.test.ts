import { describe, expect, it } from 'vitest';
import { expectedL2Length } from '../../../../src/robustness/geometry/moments';
import { equivalentEpsilon, equivalentSets } from '../../../../src/robustness/suite/equivalentSuite';
import { cifarSets, tinyImageNetSets } from '../../../../src/robustness/suite/paperSuites';
import { isSuiteName, suiteFor, suiteNames, type ResolvedSuite, type SuiteCell } from '../../../../src/robustness/suite/suite';
import { suiteProblem } from '../../../../src/robustness/suite/suiteProblem';

const cifar = { height: 32, width: 32, channels: 3 };
const tinyImageNet = { height: 64, width: 64, channels: 3 };
const mnist = { height: 28, width: 28, channels: 1 };
const norms = [0, 0.5, 1, 2, 5, 10, 50, 200, 'inf'] as const;

/** Expected L2 lengths of the paper's cells, and replaced elements for L0, typed in from an independent calculation. */
const cifarLengths: Readonly<Record<string, string>> = {
  0: '15 31 46 61 92 123 184 246 307 369',
  0.5: '0.40 0.80 1.21 1.61 2.41 3.21 4.02 4.82 5.62 6.43',
  1: '0.32 0.64 0.96 1.28 1.91 2.55 3.19 3.83 4.46 5.10',
  2: '0.25 0.50 0.75 1.00 1.50 2.00 2.50 3.00 4.00 5.00',
  5: '0.26 0.52 0.87 1.31 1.75 2.18 2.62 3.50 4.37 5.24',
  10: '0.35 0.53 0.88 1.23 1.75 2.28 2.80 3.51 4.38 5.26',
  50: '0.29 0.58 0.87 1.17 1.75 2.33 2.92 3.50 4.37 5.25',
  200: '0.31 0.63 0.94 1.26 1.57 2.20 2.83 3.46 4.09 4.72',
  inf: '0.16 0.32 0.64 0.96 1.28 1.92 2.56 3.20 3.84 4.80',
};
const tinyImageNetLengths: Readonly<Record<string, string>> = {
  0: '123 246 369 614 922 1229 1843 2458 3072 3686',
  0.5: '0.40 0.80 1.41 2.41 3.62 5.03 7.04 10.05 16.08 24.12',
  1: '0.48 0.96 1.59 2.55 3.83 5.10 7.65 10.20 14.03 19.13',
  2: '0.50 1.00 2.00 3.00 4.00 5.00 7.50 10.00 15.00 20.00',
  5: '0.66 1.32 1.99 2.65 3.97 5.30 6.62 9.94 13.25 19.87',
  10: '0.61 1.22 1.83 3.05 4.27 5.49 7.63 10.68 15.26 21.36',
  50: '1.13 1.70 2.27 3.97 5.67 7.38 9.08 11.35 14.19 19.86',
  200: '1.25 1.88 2.50 3.75 5.00 6.25 9.38 12.50 15.63 18.76',
  inf: '0.64 1.28 1.92 2.56 3.84 5.12 6.40 9.60 12.80 19.20',
};

const cellCount = ({ cells, common }: ResolvedSuite): number => cells.length + common.length;
const ofNorm = (suite: ResolvedSuite, norm: SuiteCell['norm']): readonly SuiteCell[] => suite.cells.filter((cell) => cell.norm === norm);

describe.each([
  ['CIFAR', cifar, 3072, cifarLengths],
  ['TinyImageNet', tinyImageNet, 12_288, tinyImageNetLengths],
] as const)("the paper's suite for %s", (_, shape, d, lengths) => {
  const suite = suiteFor('paper', shape);

  it.each(norms)('has the ten L2 lengths of norm %s', (norm) => {
    const cells = ofNorm(suite, norm);
    const expected = (lengths[norm] ?? '').split(' ').map(Number);
    expect(cells).toHaveLength(10);
    cells.forEach((cell, index) => {
      const length = norm === 0 ? Math.round(cell.epsilon * d) : expectedL2Length(cell, d);
      expect(Math.abs(length - (expected[index] ?? Number.NaN))).toBeLessThanOrEqual(norm === 0 ? 0 : 0.0051);
    });
  });

  it('has 90 cells that all count for mCE_Lp, six of them for iCE, and is the paper\'s own', () => {
    expect(suite.origin).toBe('paper');
    expect(suite.cells).toHaveLength(90);
    expect(suite.cells.every((cell) => cell.inMeanCorruptionError && cell.sampling === 'ball' && cell.unit === 'element')).toBe(true);
    expect(suite.cells.filter((cell) => cell.imperceptible).map((cell) => cell.norm)).toEqual([0.5, 1, 2, 10, 50, 'inf']);
  });
});

describe('the imperceptible cells', () => {
  const marked = (shape: typeof cifar): (number | string)[][] =>
    suiteFor('imperceptible', shape).cells.map(({ norm, epsilon }) => [norm, epsilon]);

  it('are the six of the paper for its own shapes', () => {
    expect(marked(cifar)).toEqual([[0.5, 25_000], [1, 25], [2, 0.5], [10, 0.03], [50, 0.02], ['inf', 0.01]]);
    expect(marked(tinyImageNet)).toEqual([[0.5, 700_000], [1, 125], [2, 2], [10, 0.06], [50, 0.04], ['inf', 0.01]]);
  });

  it('do not count for mCE_Lp in the suite that has nothing else', () => {
    expect(suiteFor('imperceptible', mnist).cells.every((cell) => cell.imperceptible && !cell.inMeanCorruptionError)).toBe(true);
  });
});

describe('an equivalent suite', () => {
  it('has the same L2 length per square root of the elements, to the four digits of its epsilons', () => {
    for (const shape of [mnist, { height: 224, width: 224, channels: 3 }, { height: 1, width: 1, channels: 2 }]) {
      const d = shape.height * shape.width * shape.channels;
      const suite = suiteFor('paper', shape);
      const original = suiteFor('paper', cifar);
      expect(suite.origin).toBe('equivalent');
      expect(suite.cells).toHaveLength(90);
      suite.cells.forEach((cell, index) => {
        const paper = original.cells[index];
        if (paper === undefined) throw new Error('the suites differ in length');
        expect([cell.norm, cell.imperceptible]).toEqual([paper.norm, paper.imperceptible]);
        if (cell.norm === 0) expect(cell.epsilon).toBe(paper.epsilon);
        else {
          const ratio = expectedL2Length(cell, d) / Math.sqrt(d) / (expectedL2Length(paper, 3072) / Math.sqrt(3072));
          expect(Math.abs(ratio - 1)).toBeLessThan(5.1e-4);
        }
        expect(cell.epsilon).toBe(cell.norm === 0 ? paper.epsilon : Number(cell.epsilon.toPrecision(4)));
      });
    }
  });

  it('leaves the CIFAR epsilons where they are', () => {
    for (const curve of cifarSets.grid) {
      for (const epsilon of curve.epsilons) expect(equivalentEpsilon(curve.norm, epsilon, 3072)).toBe(epsilon);
    }
  });

  it("differs from the paper's TinyImageNet suite by the documented factors", () => {
    const factors = equivalentSets(12_288).grid.map((curve, row) =>
      curve.epsilons.map((epsilon, column) => (tinyImageNetSets.grid[row]?.epsilons[column] ?? Number.NaN) / epsilon),
    );
    const weakest = factors.slice(1).map((row) => row[0] ?? Number.NaN);
    const strongest = factors.slice(1).map((row) => row[9] ?? Number.NaN);
    expect([Math.min(...weakest), Math.max(...weakest)].map((x) => x.toFixed(2))).toEqual(['0.50', '2.00']);
    expect([Math.min(...strongest), Math.max(...strongest)].map((x) => x.toFixed(2))).toEqual(['1.88', '2.03']);
    expect(factors[0]?.every((factor) => factor >= 2 && factor <= 2.5 + 1e-12)).toBe(true);
  });
});

describe('the common corruptions of a suite', () => {
  it('are 19 at five severities in the suite of that name, and nothing else', () => {
    const { cells, common } = suiteFor('common', mnist);
    expect(cells).toEqual([]);
    expect(common).toHaveLength(95);
    expect(common.slice(4, 6)).toEqual([{ corruption: 'gaussian_noise', severity: 5 }, { corruption: 'shot_noise', severity: 1 }]);
    expect(new Set(common.map(({ corruption, severity }) => `${corruption} ${severity}`)).size).toBe(95);
  });

  it('stand once each in the order of the benchmark, however they are written', () => {
    const common = [{ corruption: 'fog', severities: [5, 2, 5] }, { corruption: 'snow', severities: [1] }, { corruption: 'fog', severities: [2, 3] }] as const;
    const suite = { name: 'mine', curves: [], imperceptible: [], common };
    expect(suiteFor(suite, cifar).common.map(({ corruption, severity }) => `${corruption} ${severity}`)).toEqual(['snow 1', 'fog 2', 'fog 3', 'fog 5']);
    expect(suiteProblem(suite)).toBeUndefined();
  });
});

describe('the named suites', () => {
  it('are listed, each with one line, and every one resolves for any shape', () => {
    expect(suiteNames.slice(0, 3).map(({ name }) => name)).toEqual(['paper', 'quick', 'imperceptible']);
    for (const { name, description } of suiteNames) {
      expect(description.length).toBeLessThan(100);
      for (const shape of [cifar, tinyImageNet, mnist]) expect(cellCount(suiteFor(name, shape))).toBeGreaterThan(0);
    }
    expect(isSuiteName('quick')).toBe(true);
    expect(isSuiteName('toString')).toBe(false);
  });

  it('quick has one epsilon for each of L0, L1, L2 and Linf', () => {
    expect(suiteFor('quick', cifar).cells.map(({ norm, epsilon }) => [norm, epsilon])).toEqual([[0, 0.04], [1, 100], [2, 2], ['inf', 0.06]]);
  });

  it('C1, C2 and C3 are the training sets, with 90, 30 and 45 entries', () => {
    expect(['c1', 'c2', 'c3'].filter(isSuiteName).map((name) => suiteFor(name, tinyImageNet).cells.length)).toEqual([90, 30, 45]);
    expect(Math.max(...ofNorm(suiteFor('c3', tinyImageNet), 2).map((cell) => cell.epsilon))).toBe(4);
  });

  it('single-l0 replaces by 0 or 1, the other single norms are balls', () => {
    expect(suiteFor('single-l0', cifar).cells.map((cell) => [cell.epsilon, cell.sampling])).toEqual([[0.01, 'sphere'], [0.03, 'sphere']]);
    expect(suiteFor('single-linf', tinyImageNet).cells.map((cell) => [cell.epsilon, cell.sampling])).toEqual([[0.04, 'ball'], [0.08, 'ball']]);
  });
});

describe("a user's suite", () => {
  const law = { sampling: 'ball', unit: 'element' } as const;

  it('is deduplicated, merged, grouped by law and put in order', () => {
    const suite = suiteFor(
      {
        name: 'mine',
        curves: [
          { norm: 'gaussian', epsilons: [0.1], sampling: 'sphere', unit: 'pixel' },
          { norm: 'gaussian', epsilons: [0.1], ...law },
          { norm: 'inf', epsilons: [0.2, 0.1, 0.2], ...law },
          { norm: 0, epsilons: [0.5], sampling: 'ball', unit: 'pixel' },
          { norm: 0, epsilons: [0.5], sampling: 'sphere', unit: 'element' },
          { norm: 1000, epsilons: [3], ...law },
        ],
        imperceptible: [
          { norm: 'inf', epsilon: 0.1, ...law },
          { norm: 0.1, epsilon: 7, ...law },
        ],
      },
      mnist,
    );
    expect(suite).toMatchObject({ name: 'mine', origin: 'user' });
    expect(suite.cells.map((c) => [c.norm, c.sampling, c.unit, c.epsilon, c.inMeanCorruptionError, c.imperceptible])).toEqual([
      [0, 'ball', 'pixel', 0.5, true, false],
      [0, 'sphere', 'element', 0.5, true, false],
      [0.1, 'ball', 'element', 7, false, true],
      [1000, 'ball', 'element', 3, true, false],
      ['inf', 'ball', 'element', 0.1, true, true],
      ['inf', 'ball', 'element', 0.2, true, false],
      ['gaussian', 'ball', 'element', 0.1, true, false],
    ]);
  });

  it.each([
    [[], 'empty'],
    [[{ norm: 0.05, epsilons: [1], ...law }], 'norm'],
    [[{ norm: Number.NaN, epsilons: [1], ...law }], 'norm'],
    [[{ norm: 0, epsilons: [0.5, 1.01], ...law }], 'epsilon'],
    [[{ norm: 2, epsilons: [Number.POSITIVE_INFINITY], ...law }], 'epsilon'],
    [[{ norm: 2, epsilons: [-1], ...law }], 'epsilon'],
  ] as const)('with %j has the problem %s', (curves, kind) => {
    expect(suiteProblem({ name: 'mine', curves, imperceptible: [] })?.kind).toBe(kind);
  });
});
