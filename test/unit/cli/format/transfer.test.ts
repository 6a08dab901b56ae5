import { describe, expect, it } from 'vitest';
import { formatTransfer } from '../../../../src/cli/format/formatTransfer';
import { buildTransferReport } from '../../../../src/engine/transfer/buildTransferReport';
import { transferReportSchema, type TransferReport } from '../../../../src/protocol/transferReport';
import { inputOf, modelOf, runOf } from '../../engine/transfer/sampleTransfer';

const weak = runOf(100, [20, 30, 60, 50, 90]);
const strong = runOf(100, [21, 22, 30, 20, 10]);
const missing = [{ seed: 2, code: 'LPR-710', happened: 'The loss became NaN in epoch 1, batch 3, so training was stopped.' }];
const strategies = {
  standard: { models: [modelOf(1, weak)], missing: [] },
  'C2 & TA': { models: [modelOf(2, strong), modelOf(3, strong)], missing: [] },
  broken: { models: [], missing },
};
const reportOf = (): Promise<TransferReport> => buildTransferReport(inputOf(strategies), new AbortController().signal);

describe('a transfer report', () => {
  it('as a table for the terminal', async () => {
    expect(formatTransfer(await reportOf(), 'table')).toBe(
      [
        'Error',
        'Test    standard            C2 & TA  broken',
        '------  --------  -----------------  ------',
        'Clean     20.0 %  21.0 % (SD 0.0) ~       -',
        'L2        45.0 %    26.0 % (SD 0.0)       -',
        'Linf      50.0 %    20.0 % (SD 0.0)       -',
        'mCE_Lp    46.7 %    24.0 % (SD 0.0)       -',
        '',
        'Difference to standard, in percentage points',
        'Test    standard  C2 & TA  broken',
        '------  --------  -------  ------',
        'Clean          -   +1.0 ~       -',
        'L2             -    -19.0       -',
        'Linf           -    -30.0       -',
        'mCE_Lp         -    -22.7       -',
        '',
        'Normalised accuracy, in percent of the best model',
        'Test    standard  C2 & TA  broken',
        '------  --------  -------  ------',
        'Clean      100.0   98.8 ~       -',
        'L2          73.4    100.0       -',
        'Linf        62.5    100.0       -',
        'mCE_Lp      69.8    100.0       -',
        '',
        'Strategies',
        'Strategy  Models  Seeds                       iCE  Missing',
        '--------  ------  -----  ------------------------  ---------------',
        'standard       1      1  50.0 % [20.7 %, 115.4 %]',
        'C2 & TA        2   2, 3     4.8 % [0.0 %, 29.4 %]',
        'broken         0      -                         -  seed 2: LPR-710',
        '',
        'Data: mnist, test images: 100 under the Lp corruptions of the suite sample, seed',
        '3; evaluated with wasm (CPU, 1 thread).',
        'A row pools all epsilons of its norm; a column pools the models of its seeds.',
        'Intervals are 95 % over images; SD is the standard deviation between seeds, in',
        'percentage points.',
        'Differences are to standard: below 0 is better. ~ marks what does not differ',
        "significantly from it: p > 0.05, paired sign-flip tests of the images' mean",
        "errors, after Holm's correction for the 4 differences of the table.",
        'Normalised accuracy is the accuracy divided by that of the best model here under',
        'the same corruption (Siedel et al. 2024).',
        'Tests and intervals speak of these trained models, not of the luck of training',
        'them; that shows in the spread between seeds.',
        'broken lacks its model: seed 2: LPR-710 The loss became NaN in epoch 1, batch 3,',
        'so training was stopped.',
        '',
      ].join('\n'),
    );
  });

  it('as one JSON object and nothing else', async () => {
    const report = await reportOf();
    expect(transferReportSchema.parse(JSON.parse(formatTransfer(report, 'json')))).toEqual(report);
  });

  it('as CSV: a line for each test and strategy, in full precision', async () => {
    const lines = formatTransfer(await reportOf(), 'csv').trimEnd().split('\n');
    expect(lines[0]).toBe('test,strategy,models,cells,n,error,low,high,seedDeviation,difference,differenceLow,differenceHigh,p,significant,normalisedAccuracy');
    expect(lines).toHaveLength(1 + 4 * 3);
    expect(lines.find((line) => line.startsWith('L2,standard,'))).toMatch(/^L2,standard,1,2,100,0\.45,0\.\d+,0\.\d+,,,,,,,0\.73\d+$/);
    expect(lines.find((line) => line.startsWith('L2,C2 & TA,'))).toMatch(/^L2,C2 & TA,2,2,100,0\.26,0\.\d+,0\.\d+,0,-0\.19,-0\.\d+,-0\.\d+,0\.\d+,true,1$/);
    expect(lines.find((line) => line.startsWith('L2,broken,'))).toBe('L2,broken,0,2,100,,,,,,,,,,');
  });

  it('as Markdown and LaTeX, with the mark and the sentence on luck, and nothing that they would take for a command', async () => {
    const report = await reportOf();
    const [markdown, latex] = [formatTransfer(report, 'markdown'), formatTransfer(report, 'latex')];
    expect(markdown).toContain('| Clean | 20.0 % | 21.0 % (SD 0.0) \\~ | - |');
    expect(markdown).toContain('not of the luck of training them');
    expect(latex).toContain('Test & standard & C2 \\& TA & broken \\\\');
    expect(latex).toContain('Clean & 20.0 \\% & 21.0 \\% (SD 0.0) \\textasciitilde{} & - \\\\');
    expect(latex).toContain('not of the luck of training them');
  });
});
