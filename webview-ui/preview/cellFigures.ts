import type { PreviewColumn } from '../../src/protocol/preview';
import { realisedNorm, type UnitSample } from '../../src/robustness/corruption';
import { clippedShare, peakSignalToNoise, structuralSimilarity } from '../../src/robustness/preview';
import { keyOf } from './columns';
import type { CleanImage, GridPainter } from './gridPainter';

/** How far a corrupted image is from the original; what has not been worked out yet is missing. */
export interface CellFigures {
  /** In epsilon's own unit, after clipping; null for common corruptions. */
  readonly realised?: number | null;
  /** Share of the values; null for common corruptions. */
  readonly clipped?: number | null;
  /** Decibels; Infinity where nothing changed. */
  readonly psnr?: number;
  readonly ssim?: number;
}
export type FigureName = keyof CellFigures;

/** One cell whose figures are wanted. */
export interface WantedFigures {
  readonly row: number;
  readonly column: number;
  readonly clean: CleanImage;
  readonly question: PreviewColumn;
  readonly names: readonly FigureName[];
}

const mostRemembered = 5000;
const sliceMilliseconds = 8;
/** Figures wait until a slider has come to rest: the pictures come first. */
const restMilliseconds = 80;

/** Works out the figures of cells between the frames, and remembers them by image and corruption. */
export class FigureStore {
  private readonly known = new Map<string, CellFigures>();
  private wanted: WantedFigures[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly painter: GridPainter,
    private readonly onChange: () => void,
  ) {}

  get(clean: CleanImage, question: PreviewColumn): CellFigures {
    return this.known.get(figureKey(clean, question)) ?? {};
  }

  /** Asks for figures, instead of those asked for before. */
  want(cells: readonly WantedFigures[]): void {
    this.wanted = cells.filter(({ clean, question, names }) => names.some((name) => !(name in this.get(clean, question))));
    clearTimeout(this.timer);
    if (this.wanted.length > 0) this.timer = setTimeout(() => this.work(), restMilliseconds);
  }

  /** Images have changed: the same index may stand for another picture. */
  clear(): void {
    this.known.clear();
    this.dispose();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.wanted = [];
  }

  private work(): void {
    const end = performance.now() + sliceMilliseconds;
    do {
      const cell = this.wanted.shift();
      if (cell === undefined) break;
      this.find(cell);
    } while (performance.now() < end);
    if (this.wanted.length > 0) this.timer = setTimeout(() => this.work(), 0);
    this.onChange();
  }

  private find({ row, column, clean, question, names }: WantedFigures): void {
    const corrupted = this.painter.corrupted(row, column);
    if (corrupted === undefined) return;
    const key = figureKey(clean, question);
    const missing = names.filter((name) => !(name in (this.known.get(key) ?? {})));
    const sample = this.painter.sample(row, column);
    const found = Object.fromEntries(missing.map((name) => [name, figure(name, clean, corrupted, question, sample)]));
    if (this.known.size >= mostRemembered) this.known.clear();
    this.known.set(key, { ...this.known.get(key), ...found });
  }
}

function figure(name: FigureName, { values, shape }: CleanImage, corrupted: Float32Array, { corruption }: PreviewColumn, sample: UnitSample | undefined): number | null {
  switch (name) {
    case 'psnr':
      return peakSignalToNoise(values, corrupted);
    case 'ssim':
      return structuralSimilarity(values, corrupted, shape);
    case 'realised':
      return sample === undefined ? null : realisedNorm(values, corrupted, sample);
    case 'clipped':
      return sample === undefined || corruption?.kind !== 'noise' ? null : clippedShare(values, sample, corruption.epsilon);
  }
}

const figureKey = ({ image }: CleanImage, question: PreviewColumn): string => `${image} ${keyOf(question)}`;
