import { t } from '@vscode/l10n';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { paintDifference, paintImage } from '../../src/robustness/preview';
import { percent } from '../components/figures';
import { className, figureLabel, figureText, imageName, isFlip } from './cellText';
import type { CellFigures, FigureName } from './cellFigures';
import { originalColumn, type ShownColumn } from './columns';
import type { CleanImage } from './gridPainter';
import type { Prediction, PredictionStore } from './predictions';

export const allFigures: readonly FigureName[] = ['realised', 'clipped', 'psnr', 'ssim'];

/** One cell, large: the image before and after, what changed, its figures, and the most probable classes. */
@customElement('lpr-cell-details')
export class CellDetails extends LitElement {
  static override styles = css`
    h2 { font-size: 1.1em; font-weight: 600; margin: 0 0 0.5rem; overflow-wrap: anywhere; }
    .parts { display: flex; flex-wrap: wrap; gap: 1rem 1.5rem; align-items: start; }
    figure { margin: 0; width: 9rem; }
    .classes { display: flex; gap: 1.5rem; }
    canvas { display: block; width: 100%; image-rendering: pixelated; outline: 1px solid var(--vscode-contrastBorder, transparent); }
    figcaption, th { color: var(--vscode-descriptionForeground); }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
    th, td { text-align: left; font-weight: normal; padding: 0.1rem 0.9rem 0.1rem 0; vertical-align: top; }
    td.number { text-align: right; }
    .name { max-width: 14rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    caption { text-align: left; color: var(--vscode-descriptionForeground); padding-bottom: 0.2rem; }
    .flip { font-weight: 600; }
  `;

  @property({ attribute: false }) clean: CleanImage | undefined;
  @property({ attribute: false }) shown: ShownColumn | undefined;
  @property({ attribute: false }) corrupted: Float32Array | undefined;
  @property({ attribute: false }) figures: CellFigures = {};
  @property({ attribute: false }) predictions: PredictionStore | null = null;
  @property({ attribute: false }) classNames: readonly string[] | null = null;
  @property({ attribute: false }) gain = 10;
  @property({ attribute: false }) version = 0;

  override render(): unknown {
    const { clean, shown } = this;
    if (clean === undefined || shown === undefined) return html``;
    const picture = (name: string, label: string) =>
      html`<figure><canvas class=${name} width=${clean.shape.width} height=${clean.shape.height} role="img" aria-label=${label}></canvas><figcaption>${label}</figcaption></figure>`;
    return html`
      <h2>${imageName(clean.image)}, ${className(clean.label, this.classNames)}: ${shown.name}</h2>
      <div class="parts">
        ${picture('before', t('original'))} ${picture('after', t('corrupted'))} ${picture('difference', t('difference, {0} times', this.gain))}
        <table>
          <caption>${t('Distance from the original')}</caption>
          ${allFigures.map((name) => html`<tr><th scope="row">${figureLabel(name)}</th><td class="number">${figureText(name, this.figures) ?? '\u2026'}</td></tr>`)}
        </table>
        ${this.predicted(clean, shown)}
      </div>
    `;
  }

  override updated(): void {
    const { clean, corrupted, gain } = this;
    if (clean === undefined) return;
    const { shape, values } = clean;
    this.paint('before', clean, (target) => paintImage(values, shape, target));
    if (corrupted === undefined) return;
    this.paint('after', clean, (target) => paintImage(corrupted, shape, target));
    this.paint('difference', clean, (target) => paintDifference(values, corrupted, shape, gain, target));
  }

  private paint(name: string, { shape }: CleanImage, draw: (target: { data: Uint8ClampedArray; width: number; x: number; y: number }) => void): void {
    const canvas = this.renderRoot.querySelector(`canvas.${name}`);
    const context = canvas instanceof HTMLCanvasElement ? canvas.getContext('2d', { alpha: false }) : null;
    if (context === null) return;
    const pixels = new ImageData(shape.width, shape.height);
    draw({ data: pixels.data, width: shape.width, x: 0, y: 0 });
    context.putImageData(pixels, 0, 0);
  }

  private predicted(clean: CleanImage, shown: ShownColumn): unknown {
    const { predictions } = this;
    if (predictions === null) return html``;
    const before = predictions.get(clean.image, originalColumn);
    const after = predictions.get(clean.image, shown.column);
    const flip = isFlip(before, after);
    return html`<div class="classes">${this.classes(t('Classes before'), before, false)} ${this.classes(flip ? t('Classes after: flipped') : t('Classes after'), after, flip)}</div>`;
  }

  private classes(title: string, prediction: Prediction | null | undefined, flip: boolean): TemplateResult {
    const rows = prediction?.classes.map((index, place) => ({ name: className(index, this.classNames), confidence: prediction.confidences[place] ?? 0 }));
    return html`
      <table>
        <caption class=${flip ? 'flip' : ''}>${title}</caption>
        ${rows === undefined ? html`<tr><td>\u2026</td></tr>` : rows.map(({ name, confidence }) => html`<tr><td class="name" title=${name}>${name}</td><td class="number">${percent(confidence)}</td></tr>`)}
      </table>
    `;
  }
}
