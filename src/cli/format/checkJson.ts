import { overallVerdict } from '../../engine/check/judge';
import type { CheckedFile } from './checkedFile';

/** The verdicts as one JSON object: errors are fractions, iCE is a ratio, lines count from 1. */
export function checkJson({ name, report, judgements, places }: CheckedFile): string {
  const { seed, draws, suite, backend, model, data, versions, confidenceLevel } = report;
  const thresholds = judgements.map((judgement, index) => ({ line: places[index]?.line ?? 1, ...judgement }));
  return `${JSON.stringify({ file: name, verdict: overallVerdict(judgements), thresholds, confidenceLevel, seed, draws, suite, backend, model, data, versions }, null, 2)}\n`;
}
