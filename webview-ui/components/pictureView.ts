import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';

/** Height x width x channels bytes, of which 255 is full intensity. */
export interface Pixels {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Uint8Array | Uint8ClampedArray;
}

/** Puts pixels on a canvas of their size; grey where there is one channel. */
export function paint(canvas: HTMLCanvasElement, { height, width, channels, values }: Pixels): void {
  canvas.width = width;
  canvas.height = height;
  const rgba = new Uint8ClampedArray(4 * height * width);
  for (let pixel = 0; pixel < height * width; pixel += 1) {
    for (let c = 0; c < 3; c += 1) rgba[4 * pixel + c] = values[pixel * channels + (channels >= 3 ? c : 0)] ?? 0;
    rgba[4 * pixel + 3] = 255;
  }
  canvas.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
}

/** A small image, enlarged without smoothing. */
@customElement('lpr-picture')
export class PictureView extends LitElement {
  static override styles = css`
    :host { display: inline-block; }
    canvas { display: block; image-rendering: pixelated; width: 10rem; max-width: 100%; border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent)); }
  `;

  @property({ attribute: false }) pixels: Pixels | undefined;
  /** Width on the screen in pixels; undefined: that of a thumbnail. */
  @property({ attribute: false }) shownWidth: number | undefined;
  /** What it shows, for those who do not see it. */
  @property() label = '';

  override render(): unknown {
    return html`<canvas role="img" aria-label=${this.label}></canvas>`;
  }

  override updated(): void {
    const canvas = this.renderRoot.querySelector('canvas');
    if (canvas === null || this.pixels === undefined) return;
    paint(canvas, this.pixels);
    canvas.style.width = this.shownWidth === undefined ? '' : `${this.shownWidth}px`;
  }
}

/** Bytes of base64 text. */
export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
