import type { Report } from '../../src/protocol/report';
import type { Flip, ReportAnswer } from '../../src/protocol/reportDetails';
import { everyCell, isCommon } from '../../src/protocol/reportText/reportCells';
import { writePreview, type PreviewCorruption } from '../../src/robustness/preview/previewCorruption';

/** Draws the corruption of a flip again from its address, as the run drew it: the same float32 numbers. */
export function corruptedValues(report: Report, cell: number, { image, draw }: Pick<Flip, 'image' | 'draw'>, clean: Float32Array, shape: ReportAnswer<'pictures'>['shape']): Float32Array {
  const out = new Float32Array(clean.length);
  const corruption = corruptionOf(report, cell);
  if (corruption !== undefined) writePreview(clean, shape, corruption, { seed: report.seed, image, draw }, out);
  return out;
}

/** The numbers behind the text of an answer. */
export function cleanValues(values: string, type: 'bytes' | 'float32'): Float32Array {
  const bytes = Uint8Array.from(atob(values), (character) => character.charCodeAt(0));
  return type === 'float32' ? new Float32Array(bytes.slice().buffer) : Float32Array.from(bytes, (level) => level / 255);
}

function corruptionOf(report: Report, index: number): PreviewCorruption | undefined {
  const cell = everyCell(report)[index];
  if (cell === undefined) return undefined;
  if (isCommon(cell)) return { kind: 'common', name: cell.corruption, severity: cell.severity };
  const { norm, sampling, unit, epsilon } = cell;
  return { kind: 'noise', law: { norm, sampling, unit }, epsilon };
}
