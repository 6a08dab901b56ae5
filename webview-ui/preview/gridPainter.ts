import type { PreviewColumn } from '../../src/protocol/preview';
import { dimensionOf, type ImageShape, type UnitSample } from '../../src/robustness/corruption';
import { evaluationSample, paintDifference, paintImage, writePreview } from '../../src/robustness/preview';

/** An image with its values in [0, 1], as a run reads it. */
export interface CleanImage {
  readonly image: number;
  readonly label: number;
  readonly shape: ImageShape;
  readonly values: Float32Array;
}

export type View = 'corrupted' | 'original' | 'difference';

/** How long painting may keep the page before it lets it answer. In milliseconds: most of a frame. */
const sliceMilliseconds = 12;

/** What is kept of a row: the samples and pictures of the columns shown, by their addresses. */
interface Row {
  readonly clean: CleanImage;
  samples: Map<string, UnitSample>;
  pictures: Map<string, Float32Array>;
}

/**
 * Paints the cells of the grid: as many at once as fit into a frame, the others in the frames that follow. A unit sample
 * is drawn once and serves every epsilon. Where a new order comes before all cells are painted, painting goes on with the
 * next cell and round to all of them, so that none waits while a slider moves.
 */
export class GridPainter {
  private rows: (Row | undefined)[] = [];
  private columns: readonly PreviewColumn[] = [];
  private keys: readonly string[] = [];
  private view: View = 'corrupted';
  private gain = 1;
  private next = 0;
  private left = 0;
  private scheduled = false;
  private readonly channel = new MessageChannel();
  private readonly contexts = new WeakMap<HTMLCanvasElement, CanvasRenderingContext2D>();
  private readonly spare: Float32Array[] = [];
  private pixels: ImageData | undefined;
  private scratch = new Float32Array(0);

  /**
   * @param canvasOf the canvas of a cell, as wide and high as its row's image
   * @param onPainted called when every cell shows what was last asked for
   */
  constructor(
    private readonly canvasOf: (row: number, column: number) => HTMLCanvasElement | undefined,
    private readonly onPainted: () => void = () => undefined,
  ) {
    this.channel.port1.onmessage = () => {
      this.scheduled = false;
      this.paintSlice();
    };
  }

  /** Shows other images; undefined stands for one that cannot be read. */
  setImages(images: readonly (CleanImage | undefined)[]): void {
    for (const row of this.rows) this.release(row?.samples);
    this.rows = images.map((clean) => clean && { clean, samples: new Map(), pictures: new Map() });
  }

  /** Paints every cell anew, beginning at once. */
  paint(columns: readonly PreviewColumn[], view: View, gain: number): void {
    this.columns = columns;
    this.view = view;
    this.gain = gain;
    this.keys = columns.map(addressKey);
    for (const row of this.rows) this.keepOnly(row);
    this.left = this.rows.length * columns.length;
    if (this.next >= this.left) this.next = 0;
    this.paintSlice();
  }

  /** The image of a cell as it is evaluated; it is the caller's to keep. Undefined where there is none. */
  corrupted(row: number, column: number): Float32Array | undefined {
    const shown = this.rows[row];
    const question = this.columns[column];
    if (shown === undefined || question === undefined) return undefined;
    const out = new Float32Array(dimensionOf(shown.clean.shape));
    this.write(shown, column, question, out);
    return out;
  }

  /** The unit sample of a cell, where it has one. */
  sample(row: number, column: number): UnitSample | undefined {
    const shown = this.rows[row];
    const question = this.columns[column];
    return shown === undefined || question === undefined ? undefined : this.sampleOf(shown, column, question);
  }

  dispose(): void {
    this.left = 0;
    this.channel.port1.close();
  }

  private paintSlice(): void {
    if (this.left === 0) return;
    const cells = this.rows.length * this.columns.length;
    const end = performance.now() + sliceMilliseconds;
    do {
      this.paintCell(Math.floor(this.next / this.columns.length), this.next % this.columns.length);
      this.next = (this.next + 1) % cells;
      this.left -= 1;
    } while (this.left > 0 && performance.now() < end);
    if (this.left === 0) this.onPainted();
    else if (!this.scheduled) {
      this.scheduled = true;
      this.channel.port2.postMessage(null);
    }
  }

  private paintCell(row: number, column: number): void {
    const shown = this.rows[row];
    const question = this.columns[column];
    const canvas = this.canvasOf(row, column);
    if (shown === undefined || question === undefined || canvas === undefined) return;
    const { shape, values } = shown.clean;
    const pixels = this.pixelsFor(shape);
    const target = { data: pixels.data, width: shape.width, x: 0, y: 0 };
    if (this.view === 'original') {
      paintImage(values, shape, target);
    } else {
      const size = dimensionOf(shape);
      if (this.scratch.length !== size) this.scratch = new Float32Array(size);
      this.write(shown, column, question, this.scratch);
      if (this.view === 'corrupted') paintImage(this.scratch, shape, target);
      else paintDifference(values, this.scratch, shape, this.gain, target);
    }
    this.contextOf(canvas).putImageData(pixels, 0, 0);
  }

  private write(row: Row, column: number, question: PreviewColumn, out: Float32Array): void {
    const { values, shape, image } = row.clean;
    const { corruption, seed, draw } = question;
    if (corruption === null) {
      out.set(values);
      return;
    }
    if (corruption.kind === 'noise') {
      writePreview(values, shape, corruption, { seed, image, draw }, out, this.sampleOf(row, column, question));
      return;
    }
    // A common corruption may take as long as a frame: it is made once.
    const key = this.keys[column] ?? '';
    const known = row.pictures.get(key);
    if (known === undefined) {
      writePreview(values, shape, corruption, { seed, image, draw }, out);
      row.pictures.set(key, out.slice());
    } else out.set(known);
  }

  private sampleOf(row: Row, column: number, { corruption, seed, draw }: PreviewColumn): UnitSample | undefined {
    if (corruption?.kind !== 'noise') return undefined;
    const key = this.keys[column] ?? '';
    const known = row.samples.get(key);
    if (known !== undefined) return known;
    const { shape, image } = row.clean;
    const sample = evaluationSample(corruption.law, shape, { seed, image, draw }, this.spareOf(dimensionOf(shape)));
    row.samples.set(key, sample);
    return sample;
  }

  /** Forgets the samples and pictures that no column shows any more; their memory is used again. */
  private keepOnly(row: Row | undefined): void {
    if (row === undefined) return;
    const shown = new Set(this.keys);
    const gone = new Map([...row.samples].filter(([key]) => !shown.has(key)));
    this.release(gone);
    for (const key of gone.keys()) row.samples.delete(key);
    for (const key of row.pictures.keys()) if (!shown.has(key)) row.pictures.delete(key);
  }

  private release(samples: ReadonlyMap<string, UnitSample> | undefined): void {
    for (const sample of samples?.values() ?? []) if (sample.kind === 'additive' && this.spare.length < 64) this.spare.push(sample.values);
  }

  private spareOf(size: number): Float32Array {
    for (let values = this.spare.pop(); values !== undefined; values = this.spare.pop()) if (values.length === size) return values;
    return new Float32Array(size);
  }

  private contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
    const known = this.contexts.get(canvas);
    if (known !== undefined) return known;
    const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    if (context === null) throw new Error('A canvas has no context for drawing');
    this.contexts.set(canvas, context);
    return context;
  }

  private pixelsFor({ width, height }: ImageShape): ImageData {
    if (this.pixels?.width !== width || this.pixels.height !== height) this.pixels = new ImageData(width, height);
    return this.pixels;
  }
}

/** What a sample or picture depends on besides the image: for noise never epsilon. */
function addressKey({ corruption, seed, draw }: PreviewColumn): string {
  return JSON.stringify([corruption?.kind === 'noise' ? corruption.law : corruption, seed, draw]);
}
