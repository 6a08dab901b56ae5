import type { PreviewColumn } from '../../src/protocol/preview';
import type { ToPreviewPanel } from '../../src/protocol/previewMessages';
import { host } from './host';
import { keyOf } from './columns';

export interface Prediction {
  /** Class indices, the most probable first. */
  readonly classes: readonly number[];
  readonly confidences: readonly number[];
}

/** Sliders have come to rest when nothing has changed for so long. */
const restMilliseconds = 120;
const mostRemembered = 1000;

/**
 * What the model makes of images under corruptions: asked of the extension when the sliders have come to rest, and
 * remembered, so that a slider that comes back finds it.
 */
export class PredictionStore {
  private readonly known = new Map<string, Map<number, Prediction | null>>();
  private asked: { readonly id: number; readonly images: readonly number[]; readonly columns: readonly PreviewColumn[] } | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastId = 0;
  /** Columns that are still being predicted. */
  private waiting = 0;

  constructor(private readonly onChange: () => void) {}

  /** Null: the image cannot be read. Undefined: not known yet. */
  get(image: number, column: PreviewColumn): Prediction | null | undefined {
    return this.known.get(keyOf(column))?.get(image);
  }

  get isWaiting(): boolean {
    return this.waiting > 0;
  }

  /** Asks for what is not known of these cells; what was asked before and is not wanted any more is cancelled. */
  want(images: readonly number[], columns: readonly PreviewColumn[]): void {
    const missing = columns.filter((column) => images.some((image) => this.get(image, column) === undefined));
    const isAsked = this.asked !== undefined && sameKeys(this.asked.columns.slice(-missing.length), missing) && sameNumbers(this.asked.images, images);
    if (isAsked && this.waiting > 0) return;
    clearTimeout(this.timer);
    const hadAsked = this.waiting > 0;
    this.waiting = missing.length;
    if (missing.length > 0) this.timer = setTimeout(() => this.ask(images, missing), restMilliseconds);
    else if (hadAsked) this.ask(images, []);
  }

  receive(message: Extract<ToPreviewPanel, { kind: 'predictions' | 'predictionsFailed' }>): void {
    const { asked } = this;
    if (asked?.id !== message.id) return;
    if (message.kind === 'predictionsFailed') {
      this.waiting = 0;
      this.asked = undefined;
    } else {
      const column = asked.columns[message.column];
      if (column === undefined) return;
      const ofColumn = this.known.get(keyOf(column)) ?? new Map<number, Prediction | null>();
      for (const [place, image] of asked.images.entries()) ofColumn.set(image, message.found[place] ?? null);
      if (this.known.size >= mostRemembered) this.known.clear();
      this.known.set(keyOf(column), ofColumn);
      this.waiting = asked.columns.length - message.column - 1;
    }
    this.onChange();
  }

  /** Another model, or other data. */
  clear(): void {
    this.dispose();
    this.known.clear();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.asked = undefined;
    this.waiting = 0;
  }

  private ask(images: readonly number[], columns: readonly PreviewColumn[]): void {
    this.asked = { id: (this.lastId += 1), images, columns };
    host.postMessage({ kind: 'predict', id: this.lastId, images: [...images], columns: [...columns] });
  }
}

const sameKeys = (a: readonly PreviewColumn[], b: readonly PreviewColumn[]) => a.length === b.length && a.every((column, i) => keyOf(column) === (b[i] === undefined ? '' : keyOf(b[i])));
const sameNumbers = (a: readonly number[], b: readonly number[]) => a.length === b.length && a.every((value, i) => value === b[i]);
