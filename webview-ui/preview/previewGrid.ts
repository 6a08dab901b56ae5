import { t } from '@vscode/l10n';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ShownImage } from '../../src/protocol/previewMessages';
import { figureLabel, figureText, className, imageName, isFlip, topText } from './cellText';
import type { FigureStore } from './cellFigures';
import { originalColumn, type ShownColumn } from './columns';
import type { CleanImage } from './gridPainter';
import type { PredictionStore } from './predictions';
import type { Caption } from './settings';

/** A row of the grid: an image that was read, or what keeps it from being shown. */
export type GridRow = { readonly clean: CleanImage } | Extract<ShownImage, { error: unknown }>;

/** Which cell is looked at closely. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

export class CellSelected extends Event {
  static readonly type = 'lpr-cell';
  constructor(readonly place: CellPlace) {
    super(CellSelected.type, { bubbles: true, composed: true });
  }
}

/** Images in rows, corruptions in columns. The arrow keys move through the cells. The canvases are painted from outside. */
@customElement('lpr-preview-grid')
export class PreviewGrid extends LitElement {
  static override styles = css`
    .scroller { overflow-x: auto; padding: 2px; }
    table { border-collapse: separate; border-spacing: 0; font-size: 0.9em; font-variant-numeric: tabular-nums; }
    th, td { padding: 3px 4px; vertical-align: top; text-align: center; font-weight: normal; box-sizing: content-box; }
    thead th { vertical-align: bottom; padding-bottom: 5px; overflow-wrap: break-word; }
    th.row { padding-top: 5px; }
    th.row, thead th:first-child { position: sticky; left: 0; z-index: 1; background: var(--vscode-editor-background); padding-right: 0.8rem; }
    thead small { display: block; color: var(--vscode-descriptionForeground); font-size: 0.92em; }
    canvas { display: block; width: 100%; margin: 0 auto 2px; outline: 1px solid var(--vscode-contrastBorder, transparent); }
    .pixelated canvas { image-rendering: pixelated; }
    td { position: relative; border: 2px solid transparent; border-radius: 3px; cursor: pointer; }
    td.flip { border-color: var(--vscode-editorWarning-foreground, currentColor); }
    td[aria-selected='true'] { color: var(--vscode-list-inactiveSelectionForeground, var(--vscode-foreground)); background: var(--vscode-list-inactiveSelectionBackground, transparent); outline: 1px dashed var(--vscode-contrastActiveBorder, transparent); }
    td:focus-visible { outline: 2px solid var(--vscode-focusBorder); outline-offset: -1px; }
    .cell { width: var(--cell); }
    .name { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .flip .name { font-weight: 600; }
    .faint { color: var(--vscode-descriptionForeground); }
    td[aria-selected='true'] .faint { color: inherit; }
    .figure { display: block; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
    .wrong { color: var(--vscode-errorForeground); }
    .error { text-align: left; cursor: default; }
    .error div { width: 0; min-width: 100%; overflow-wrap: anywhere; }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  `;

  @property({ attribute: false }) rows: readonly GridRow[] = [];
  @property({ attribute: false }) columns: readonly ShownColumn[] = [];
  @property({ attribute: false }) classNames: readonly string[] | null = null;
  /** Null: no model predicts them. */
  @property({ attribute: false }) predictions: PredictionStore | null = null;
  @property({ attribute: false }) figures: FigureStore | undefined;
  @property({ attribute: false }) caption: Caption = 'none';
  @property({ attribute: false }) size = 72;
  @property({ attribute: false }) selected: CellPlace = { row: 0, column: 0 };
  /** Changes whenever predictions or figures have come in. */
  @property({ attribute: false }) version = 0;

  /** Set by the view: paints the first column, the images as they are, and then the others. */
  onLaidOut: () => void = () => undefined;
  private laidOut = '';

  /** The canvas of a corrupted cell, or with column -1 the one of the original. */
  canvasOf(row: number, column: number): HTMLCanvasElement | undefined {
    return this.canvases.get(`${row} ${column}`) ?? undefined;
  }
  private readonly canvases = new Map<string, HTMLCanvasElement>();

  override render(): unknown {
    return html`
      <div class="scroller">
        <table role="grid" aria-label=${t('Images in rows, corruptions in columns')} @keydown=${this.move}>
          <thead>
            <tr>
              <th scope="col">${t('original')}</th>
              ${this.columns.map((column) => html`<th scope="col"><div class="cell">${column.title}${this.flips(column)}</div></th>`)}
            </tr>
          </thead>
          <tbody>
            ${this.rows.map((row, index) => this.row(row, index))}
          </tbody>
        </table>
      </div>
    `;
  }

  override updated(): void {
    // Not as an attribute, which the page's policy would refuse.
    this.style.setProperty('--cell', `${this.size}px`);
    this.canvases.clear();
    for (const canvas of this.renderRoot.querySelectorAll('canvas')) this.canvases.set(canvas.dataset['cell'] ?? '', canvas);
    // Canvases that are new, or of another size, are empty.
    const laidOut = JSON.stringify([this.columns.length, this.rows.map((row) => ('clean' in row ? [row.clean.image, row.clean.shape] : null))]);
    if (laidOut === this.laidOut) return;
    this.laidOut = laidOut;
    this.onLaidOut();
  }

  private row(row: GridRow, index: number): TemplateResult {
    if (!('clean' in row)) {
      const { image, error } = row;
      return html`<tr><th scope="row" class="row">${imageName(image)}</th><td class="error" colspan=${this.columns.length}><div>${error.happened} ${error.action} (${error.code})</div></td></tr>`;
    }
    const { clean } = row;
    const name = className(clean.label, this.classNames);
    const before = this.predictions?.get(clean.image, originalColumn);
    const top = topText(before, this.classNames);
    const isWrong = before?.classes[0] !== undefined && before.classes[0] !== clean.label;
    const isSmall = Math.max(clean.shape.height, clean.shape.width) <= 2 * this.size;
    return html`
      <tr class=${isSmall ? 'pixelated' : ''}>
        <th scope="row" class="row">
          <div class="cell">
            ${this.canvas(clean, index, -1)}
            <span class="name" title=${name}>${name}</span>
            <span class="figure faint">${imageName(clean.image)}</span>
            ${top === undefined
              ? html``
              : isWrong
                ? html`<span class="name wrong" title=${t('The model takes it for {0} without any corruption.', top.name)}>${t('as {0}', top.name)}</span><span class="figure faint">${top.confidence}</span>`
                : html`<span class="figure faint">${top.confidence}</span>`}
          </div>
        </th>
        ${this.columns.map((column, place) => this.cell(clean, column, index, place))}
      </tr>
    `;
  }

  private cell(clean: CleanImage, shown: ShownColumn, row: number, column: number): TemplateResult {
    const before = this.predictions?.get(clean.image, originalColumn);
    const after = this.predictions?.get(clean.image, shown.column);
    const flip = isFlip(before, after);
    const top = topText(after, this.classNames);
    const figure = this.caption === 'none' ? undefined : figureText(this.caption, this.figures?.get(clean, shown.column) ?? {});
    const isSelected = this.selected.row === row && this.selected.column === column;
    return html`
      <td
        role="gridcell"
        class=${flip ? 'flip' : ''}
        tabindex=${isSelected ? 0 : -1}
        aria-selected=${String(isSelected)}
        data-row=${row}
        data-column=${column}
        @click=${() => this.select({ row, column })}
      >
        <div class="cell">
          ${this.canvas(clean, row, column)}
          <span class="unseen">${imageName(clean.image)}, ${className(clean.label, this.classNames)}; ${shown.name}.</span>
          ${this.predictions === null ? html`` : this.predicted(top, flip)}
          ${this.caption === 'none' ? html`` : html`<span class="figure faint"><span class="unseen">${figureLabel(this.caption)}</span> ${figure ?? '\u00a0'}</span>`}
        </div>
      </td>
    `;
  }

  private predicted(top: ReturnType<typeof topText>, flip: boolean): TemplateResult {
    if (top === undefined) return html`<span class="name">\u2026</span><span class="figure">\u00a0</span>`;
    const said = flip ? t('flips to') : t('predicted');
    return html`
      <span class="name" title=${top.name}><span class="unseen">${said}</span> ${flip ? html`<span aria-hidden="true">\u2260</span> ` : html``}${top.name}</span>
      <span class="figure faint">${top.confidence}</span>
    `;
  }

  private canvas({ shape }: CleanImage, row: number, column: number): TemplateResult {
    return html`<canvas width=${shape.width} height=${shape.height} data-cell=${`${row} ${column}`} aria-hidden="true"></canvas>`;
  }

  /** How many of the images on the page a column flips, once all of them are predicted. */
  private flips(shown: ShownColumn): unknown {
    const { predictions } = this;
    if (predictions === null) return html``;
    const images = this.rows.flatMap((row) => ('clean' in row ? [row.clean.image] : []));
    const known = images.filter((image) => predictions.get(image, shown.column) !== undefined && predictions.get(image, originalColumn) !== undefined);
    if (known.length < images.length || images.length === 0) return html`<small>\u00a0</small>`;
    const flipped = images.filter((image) => isFlip(predictions.get(image, originalColumn), predictions.get(image, shown.column)));
    return html`<small>${flipped.length === 0 ? t('no flip') : t('{0} of {1} flip', flipped.length, images.length)}</small>`;
  }

  private readonly move = (event: KeyboardEvent): void => {
    const { row, column } = this.selected;
    const place = moved(event.key, { row, column }, this.rows.length, this.columns.length);
    if (place === undefined) return;
    event.preventDefault();
    // An image that cannot be read has no cells: pass over it.
    const step = Math.sign(place.row - row);
    let target = place;
    while (step !== 0 && this.rows[target.row] !== undefined && !('clean' in (this.rows[target.row] ?? {}))) target = { ...target, row: target.row + step };
    if (this.rows[target.row] === undefined) return;
    this.select(target);
    void this.updateComplete.then(() => {
      const cell = this.renderRoot.querySelector(`td[data-row='${target.row}'][data-column='${target.column}']`);
      if (cell instanceof HTMLElement) cell.focus();
    });
  };

  private select(place: CellPlace): void {
    this.dispatchEvent(new CellSelected(place));
  }
}

function moved(key: string, { row, column }: CellPlace, rows: number, columns: number): CellPlace | undefined {
  switch (key) {
    case 'ArrowLeft':
      return { row, column: Math.max(0, column - 1) };
    case 'ArrowRight':
      return { row, column: Math.min(columns - 1, column + 1) };
    case 'ArrowUp':
      return { row: Math.max(0, row - 1), column };
    case 'ArrowDown':
      return { row: Math.min(rows - 1, row + 1), column };
    case 'Home':
      return { row, column: 0 };
    case 'End':
      return { row, column: columns - 1 };
    default:
      return undefined;
  }
}
