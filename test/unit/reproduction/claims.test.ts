import { describe, expect, it } from 'vitest';
import { claimsFor, judge, type Claim } from '../../../scripts/reproduction/claims';
import { Evidence, type Measure, type ModelScores } from '../../../scripts/reproduction/evidence';

const images = 400;

/** A model whose every figure is `centre(measure)`: scores alternate a little around it, so that intervals have a width. */
const model = (centre: (measure: Measure) => number, luck: number): ModelScores => ({
  scores: (measure) => Float64Array.from({ length: images }, (_, image) => centre(measure) + luck + (image % 2 === 0 ? 0.01 : -0.01)),
});

const names = ['standard', 'L0', 'L0.5', 'L1', 'L2', 'Linf', 'C1', 'C2', 'C3', 'TA', 'TA+L0', 'TA+C2'];

function evidence(centre: (name: string, measure: Measure) => number): Evidence {
  const strategy = (name: string): readonly [string, readonly ModelScores[]] => [
    name,
    (name === 'standard' || name === 'C2' ? [-0.001, 0, 0.001] : [0]).map((luck) => model((measure) => centre(name, measure), luck)),
  ];
  return new Evidence(new Map(names.map(strategy)));
}

const claim = (found: Evidence, number: number): Claim => {
  const one = claimsFor(found).find((each) => each.number === number);
  if (one === undefined) throw new Error(`There is no claim ${number}`);
  return one;
};

describe('The claims', () => {
  it('are those that the budget allows', () => {
    expect(claimsFor(evidence(() => 0.3)).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14]);
  });

  it('are supported where every figure lies where they expect it', () => {
    const found = evidence((name, { kind }) => (kind === 'mceLp' ? (name === 'standard' ? 0.6 : 0.4) : 0.3));
    expect(judge(claim(found, 3), found).verdict).toBe('supported');
  });

  it('are contradicted where one lies wholly elsewhere', () => {
    const found = evidence((name, { kind }) => (kind === 'mceLp' ? (name === 'L2' ? 0.7 : name === 'standard' ? 0.6 : 0.4) : 0.3));
    const { verdict, findings } = judge(claim(found, 3), found);
    expect(verdict).toBe('contradicted');
    expect(findings.filter((finding) => finding.verdict === 'contradicted').map(({ what }) => what)).toEqual(['mCE_Lp, L2 less standard']);
  });

  it('cannot be told where an interval reaches both sides', () => {
    const found = evidence((name, { kind }) => (kind === 'mceLp' ? (name === 'standard' ? 0.6 : name === 'L1' ? 0.6 : 0.4) : 0.3));
    expect(judge(claim(found, 3), found).verdict).toBe('cannot tell');
  });

  it('hold combinations to the best single norm of each figure', () => {
    const found = evidence((name, { kind }) => (name.startsWith('C') ? 0.2 : kind === 'mce' && name === 'Linf' ? 0.3 : kind === 'mceLp' && name === 'L1' ? 0.35 : 0.5));
    const { findings, verdict } = judge(claim(found, 8), found);
    expect(verdict).toBe('supported');
    expect(findings.map(({ what }) => what)).toContain('mCE, C1 less Linf');
    expect(findings.map(({ what }) => what)).toContain('mCE_Lp, C3 less L1');
  });

  it('call equal only what is known to be equal', () => {
    const near = evidence((name, { kind }) => (kind === 'clean' ? (name === 'C2' ? 0.2 : 0.3) : name === 'C2' ? 0.301 : 0.3));
    expect(judge(claim(near, 9), near).verdict).toBe('supported');
    const far = evidence((name, { kind }) => (kind === 'clean' ? (name === 'C2' ? 0.2 : 0.3) : name === 'C2' ? 0.35 : 0.3));
    expect(judge(claim(far, 9), far).verdict).toBe('contradicted');
  });
});
