import type { Estimate } from '../../../protocol/report';
import type { ReliabilityBin } from '../../../protocol/reportDetails';
import { calibrationError } from '../../../robustness/metrics/calibration';
import { clopperPearson } from '../../../robustness/statistics/binomialInterval';
import type { BootstrapOptions } from '../../../robustness/statistics/bootstrap';
import type { Outcomes } from '../outcomes';

/** Bins of a reliability diagram: five of the calibration error's hundred each, so that a bin has something in it. */
export const reliabilityBins = 20;

export interface Reliability {
  /** Outcomes. */
  readonly n: number;
  readonly error: Estimate;
  readonly bins: ReliabilityBin[];
}

/**
 * Confidence against accuracy in one cell (0 = clean), and its calibration error (root mean square, 100 bins). With
 * several draws the outcomes of all of them count for the shares; for the width of a bin's interval an image counts once,
 * and the error is that of the first draw, so that it is compared at equal numbers.
 */
export function reliability(outcomes: Outcomes, cell: number, bootstrap: BootstrapOptions): Reliability {
  const draws = Array.from({ length: outcomes.drawsOf(cell) }, (_, draw) => outcomes.column(cell, draw));
  const bins = Array.from({ length: reliabilityBins }, () => ({ n: 0, confidence: 0, right: 0, images: new Set<number>() }));
  const firstConfidence: number[] = [];
  const firstRight: number[] = [];
  for (const [draw, column] of draws.entries()) {
    if (column === undefined) continue;
    outcomes.labels.forEach((label, position) => {
      if (column.done[position] !== 1) return;
      const confidence = column.confidence[position] ?? 0;
      const right = column.predicted[position] === label ? 1 : 0;
      const bin = bins[Math.max(0, Math.min(reliabilityBins - 1, Math.floor(confidence * reliabilityBins)))];
      if (bin !== undefined) {
        bin.n += 1;
        bin.confidence += confidence;
        bin.right += right;
        bin.images.add(position);
      }
      if (draw === 0) {
        firstConfidence.push(confidence);
        firstRight.push(right);
      }
    });
  }
  return {
    n: bins.reduce((sum, { n }) => sum + n, 0),
    error: calibrationError(Float32Array.from(firstConfidence), Uint8Array.from(firstRight), bootstrap),
    bins: bins.flatMap(({ n, confidence, right, images }, index) => {
      if (n === 0) return [];
      const accuracy = right / n;
      const interval = clopperPearson(accuracy * images.size, images.size, bootstrap.confidence);
      return [{ from: index / reliabilityBins, to: (index + 1) / reliabilityBins, n, confidence: Math.min(1, confidence / n), accuracy, ...interval }];
    }),
  };
}
