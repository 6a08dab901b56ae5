import { contrast, figureOf, seedSpread, type Contrast } from './contrast';
import type { Evidence, Measure } from './evidence';

/** What the paper's claim lets expect of one figure, or of the difference of two. */
interface Expectation {
  /** "clean error, L0 less standard" */
  readonly what: string;
  readonly measure: Measure;
  readonly strategy: string;
  /** What it is compared with; without it the figure itself is judged. */
  readonly reference?: string;
  /** Where the figure lies if the claim is right. */
  readonly expected: Range;
}

/** An open range: "below 0", "between -0.05 and 0.05". */
interface Range {
  readonly above: number;
  readonly below: number;
}

export interface Claim {
  /** Its number in the project's list of the paper's claims. */
  readonly number: number;
  readonly sentence: string;
  /** The figures of the paper or of its authors' published tables that it rests on. */
  readonly published: string;
  readonly expectations: readonly Expectation[];
}

export type Verdict = 'supported' | 'contradicted' | 'cannot tell';

export interface Finding extends Contrast {
  readonly what: string;
  readonly unit: 'points' | 'ratio';
  readonly verdict: Verdict;
}

export interface JudgedClaim {
  readonly claim: Claim;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

const below = (limit: number): Range => ({ above: -Infinity, below: limit });
const above = (limit: number): Range => ({ above: limit, below: Infinity });
const within = (limit: number): Range => ({ above: -limit, below: limit });

const clean: Measure = { kind: 'clean' };
const ice: Measure = { kind: 'ice' };
const mceLp: Measure = { kind: 'mceLp' };
const mce: Measure = { kind: 'mce' };
const withoutNoise: Measure = { kind: 'mceWithoutNoise' };

const standard = 'standard';
const positive = ['L0.5', 'L1', 'L2', 'Linf'] as const;
const singles = ['L0', ...positive] as const;
const combined = ['C1', 'C2', 'C3'] as const;
const positiveNorms = [0.5, 1, 2, 5, 10, 50, 200, 'inf'] as const;

/** Below it a difference in clean error counts as none, in fractions. */
const sameCleanError = 0.01;
/** Within it an iCE counts as none, a ratio. */
const noIce = 0.05;

const measureName = (measure: Measure): string => {
  switch (measure.kind) {
    case 'clean':
      return 'clean error';
    case 'ice':
      return 'iCE';
    case 'mceLp':
      return 'mCE_Lp';
    case 'mce':
      return 'mCE';
    case 'mceWithoutNoise':
      return 'mCE without noise';
    case 'norm':
      return `error under L${measure.norm}`;
  }
};

const figure = (measure: Measure, strategy: string, expected: Range): Expectation => ({ what: `${measureName(measure)}, ${strategy}`, measure, strategy, expected });
const less = (measure: Measure, strategy: string, reference: string, expected: Range = below(0)): Expectation => ({
  what: `${measureName(measure)}, ${strategy} less ${reference}`,
  measure,
  strategy,
  reference,
  expected,
});

/** The claims that the training budget allows to test; the best single norm is chosen by the same data, which is against claim 8. */
export function claimsFor(evidence: Evidence): readonly Claim[] {
  const best = (measure: Measure): string => [...singles].sort((a, b) => figureOf(evidence.scores(a, measure)) - figureOf(evidence.scores(b, measure)))[0] ?? 'L0';
  return [
    {
      number: 1,
      sentence: 'Standard models, and those with augmentation alone, already fail on noise too weak to see: iCE is above 0.',
      published: 'iCE 9.7 % (standard), 7.0 % (TrivialAugment), CIFAR-10, WRN-28-4',
      expectations: [figure(ice, standard, above(0)), figure(ice, 'TA', above(0))],
    },
    {
      number: 2,
      sentence: 'Training on any p > 0 removes that imperceptible error; L0 training only lessens it.',
      published: 'iCE between -0.6 and 1.7 % for p > 0, 2.2 and 2.5 % for L0, 9.7 % standard',
      expectations: [...positive.flatMap((p) => [figure(ice, p, within(noIce)), less(ice, p, standard)]), less(ice, 'L0', standard)],
    },
    {
      number: 3,
      sentence: 'Training on any single norm lowers mCE_Lp.',
      published: '-9.0 to -24.0 points, mean of six CIFAR models',
      expectations: singles.map((p) => less(mceLp, p, standard)),
    },
    {
      number: 4,
      sentence: 'The price in clean error is smallest for L0 and rises with p.',
      published: '+0.3 points (L0 0.01) to +5.0 (Linf 0.04)',
      expectations: positive.map((p) => less(clean, 'L0', p)),
    },
    {
      number: 5,
      sentence: 'A low p is the better norm to train on: mCE falls most for L0.5.',
      published: 'mCE -9.8 points (L0.5 150,000), -2.2 (Linf 0.04)',
      expectations: ['L1', 'L2', 'Linf'].map((p) => less(mce, 'L0.5', p)),
    },
    {
      number: 6,
      sentence: 'Robustness transfers between all norms of p > 0, both ways.',
      published: 'normalised accuracy 79 to 92 %, standard 67 to 72 %',
      expectations: positive.flatMap((p) => positiveNorms.map((norm) => less({ kind: 'norm', norm }, p, standard))),
    },
    {
      number: 7,
      sentence: 'L0 is special: the error under L0 rises with the p trained on, and L0 training helps little against p > 0.',
      published: 'normalised accuracy under L0 94.5, 82.6, 71.8, 65.4, 59.0 % for L0, L0.5, L1, L2, Linf; 54.4 % standard',
      expectations: [
        ...[['L0', 'L0.5'], ['L0.5', 'L1'], ['L1', 'L2'], ['L2', 'Linf'], ['Linf', standard]].map(([p = '', q = '']) => less({ kind: 'norm', norm: 0 }, p, q)),
        ...positiveNorms.map((norm) => less({ kind: 'norm', norm }, 'L0', 'L2', above(0))),
      ],
    },
    {
      number: 8,
      sentence: 'Combinations of norms beat the best single one, and also help against corruptions that are no noise.',
      published: 'mCE -13.0, -13.0, -10.8 points (C1, C2, C3); best single norm -9.8; without noise -5.0, -4.8, -3.5',
      expectations: combined.flatMap((set) => [less(mce, set, best(mce)), less(mceLp, set, best(mceLp)), less(withoutNoise, set, standard)]),
    },
    {
      number: 9,
      sentence: 'Three norms suffice: C2 equals C1 in mCE and costs less clean error.',
      published: 'mCE within 0.1 points; clean error 16.1 % (C2) and 16.8 % (C1)',
      expectations: [less(mce, 'C2', 'C1', within(0.01)), less(clean, 'C2', 'C1')],
    },
    {
      number: 10,
      sentence: 'Weak noise (C3) is the cheapest combination, and still lowers mCE.',
      published: 'clean error +1.1 points, mCE -10.8',
      expectations: [less(clean, 'C3', 'C1'), less(clean, 'C3', 'C2'), less(mce, 'C3', standard)],
    },
    {
      number: 11,
      sentence: 'Combinations help on top of augmentation: mCE falls from TrivialAugment to TrivialAugment with C2.',
      published: '-4.8 to -6.3 points where both augment image by image',
      expectations: [less(mce, 'TA+C2', 'TA')],
    },
    {
      number: 14,
      sentence: 'L0 training lowers mCE at no cost in clean error, also on top of augmentation.',
      published: 'clean error 5.27 to 5.19 %, mCE 27.6 to 22.5 %; with TrivialAugment 4.01 to 3.91 % and 15.3 to 12.8 %',
      expectations: [less(mce, 'L0', standard), less(clean, 'L0', standard, below(sameCleanError)), less(mce, 'TA+L0', 'TA'), less(clean, 'TA+L0', 'TA', below(sameCleanError))],
    },
  ];
}

/**
 * Judges a claim: supported where every interval lies within what it lets expect, contradicted where one lies wholly
 * outside, else it cannot be told. The chance that any of a claim's intervals misses is held to `level` (Bonferroni).
 */
export function judge(claim: Claim, evidence: Evidence, level = 0.05): JudgedClaim {
  const confidence = 1 - level / claim.expectations.length;
  const findings = claim.expectations.map(({ what, measure, strategy, reference, expected }): Finding => {
    const other = reference === undefined ? undefined : evidence.scores(reference, measure);
    const found = contrast(evidence.scores(strategy, measure), other, seedSpread(evidence.all(measure)), confidence);
    return { ...found, what, unit: measure.kind === 'ice' ? 'ratio' : 'points', verdict: verdictOf(found, expected) };
  });
  const verdicts = findings.map(({ verdict }) => verdict);
  const verdict = verdicts.includes('contradicted') ? 'contradicted' : verdicts.includes('cannot tell') ? 'cannot tell' : 'supported';
  return { claim, verdict, findings };
}

function verdictOf({ low, high }: Contrast, { above, below }: Range): Verdict {
  if (low > above && high < below) return 'supported';
  return high <= above || low >= below ? 'contradicted' : 'cannot tell';
}
