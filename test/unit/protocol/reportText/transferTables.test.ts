import { describe, expect, it } from 'vitest';
import { paperTransferTable } from '../../../../src/protocol/reportText/paperTransfer';
import { tableCsv } from '../../../../src/protocol/reportText/dataTable';
import { transferCellShade, transferCellText } from '../../../../src/protocol/reportText/transferTables';
import type { TransferReportCell } from '../../../../src/protocol/transferReport';

const cell = (change: Partial<TransferReportCell>): TransferReportCell => ({
  error: { value: 0.4, low: 0.38, high: 0.42 },
  models: [0.4],
  deviation: null,
  difference: { value: -0.1, low: -0.12, high: -0.08 },
  p: 0.2,
  significant: false,
  normalisedAccuracy: 0.9,
  ...change,
});

describe('A cell of the transfer table', () => {
  it('is marked where it does not differ significantly, in every view', () => {
    expect(transferCellText(cell({}), 'error')).toBe('40.0 % ~');
    expect(transferCellText(cell({ significant: true, p: 0.001 }), 'error')).toBe('40.0 %');
    expect(transferCellText(cell({}), 'difference')).toBe('-10.0 ~');
    expect(transferCellText(null, 'normalised')).toBe('-');
  });

  it('is the darker the larger its error, the lower against the standard, the better its normalised accuracy', () => {
    expect(transferCellShade(cell({}), 'error')).toBe(0.4);
    expect(transferCellShade(cell({}), 'difference')).toBeCloseTo(0.2, 12);
    expect(transferCellShade(cell({ difference: { value: 0.3, low: 0.2, high: 0.4 } }), 'difference')).toBe(0);
    expect(transferCellShade(cell({ difference: { value: -0.8, low: -0.9, high: -0.7 } }), 'difference')).toBe(1);
    expect(transferCellShade(cell({}), 'normalised')).toBeCloseTo(0.8, 12);
    expect(transferCellShade(cell({ normalisedAccuracy: 0.2 }), 'normalised')).toBe(0);
    expect(transferCellShade(cell({ normalisedAccuracy: null, difference: null }), 'normalised')).toBeNull();
  });
});

describe("The paper's transfer table", () => {
  it('has its nine test norms and eight strategies', () => {
    const { texts, labels } = paperTransferTable();
    expect(labels).toEqual(['Test', 'standard', 'L0', 'L0.5', 'L1', 'L2', 'L50', 'Linf', 'C3']);
    expect(texts).toHaveLength(9);
    expect(texts[0]).toEqual(['L0', '54.4', '94.5', '82.6', '71.8', '65.4', '61.8', '59.0', '92.8']);
    expect(tableCsv(paperTransferTable())).toContain('Linf,72.34,76.96,90.77,91.34,89.2,88.08,87.06,99.32');
  });
});
