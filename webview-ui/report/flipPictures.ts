import type { Report } from '../../src/protocol/report';
import type { Flip, ReportAnswer } from '../../src/protocol/reportDetails';
import type { Pixels } from '../components/pictureView';
import { cleanValues, corruptedValues } from './flipValues';

export interface FlipPictures {
  readonly clean: Pixels;
  readonly corrupted: Pixels;
  readonly difference: Pixels;
  /** How much the difference is amplified: the largest change fills the scale. */
  readonly gain: number;
}

/** The clean image, its corruption, and what the corruption changed, for the screen. */
export function flipPictures(report: Report, cell: number, flip: Flip, { shape, values, type }: ReportAnswer<'pictures'>): FlipPictures {
  const clean = cleanValues(values, type);
  const corrupted = corruptedValues(report, cell, flip, clean, shape);
  let largest = 0;
  for (let i = 0; i < clean.length; i++) largest = Math.max(largest, Math.abs((corrupted[i] ?? 0) - (clean[i] ?? 0)));
  const gain = largest === 0 ? 1 : 1 / largest;
  const pixels = (value: (i: number) => number): Pixels => ({ ...shape, values: Uint8ClampedArray.from(clean, (_, i) => 255 * value(i)) });
  return {
    clean: pixels((i) => clean[i] ?? 0),
    corrupted: pixels((i) => corrupted[i] ?? 0),
    difference: pixels((i) => 0.5 + (gain / 2) * ((corrupted[i] ?? 0) - (clean[i] ?? 0))),
    gain,
  };
}
