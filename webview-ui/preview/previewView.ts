import { t } from '@vscode/l10n';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, state as reactive } from 'lit/decorators.js';
import { toPreviewPanelSchema, type ShownImage, type ToPreviewPanel } from '../../src/protocol/previewMessages';
import type { ImageShape } from '../../src/robustness/corruption';
import { paintImage } from '../../src/robustness/preview';
import './cellDetails';
import { allFigures } from './cellDetails';
import { FigureStore, type WantedFigures } from './cellFigures';
import { columnCount, columnsOf, originalColumn, type ShownColumn } from './columns';
import './corruptionControls';
import { GridPainter, type CleanImage } from './gridPainter';
import { host } from './host';
import './imageBar';
import type { OpenedMessage, ShownPage } from './imageBar';
import './openingStatus';
import type { PreviewStatus } from './openingStatus';
import { PredictionStore } from './predictions';
import './previewGrid';
import { CellSelected, type CellPlace, type GridRow, type PreviewGrid } from './previewGrid';
import './previewNotes';
import { readSaved, SavedState } from './savedState';
import { selectionOf, startedAt, type PreviewSettings } from './settings';
import { SettingsChange } from './settingsChange';
import './viewControls';
import { receiveMessages } from '../components/receiveMessages';

/** What decides which images are shown. */
const selecting: readonly (keyof PreviewSettings)[] = ['shuffle', 'label', 'first', 'image'];

/** The whole panel. It asks the extension for images and predictions, and draws the corruptions itself. */
@customElement('lpr-preview')
export class PreviewView extends LitElement {
  static override styles = css`
    :host { display: block; padding: 0.8rem 0 2rem; }
    section { margin-top: 0.9rem; }
    section.controls { border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)); padding-top: 0.8rem; }
    .failed { border-left: 3px solid var(--vscode-errorForeground); padding: 0.4rem 0.75rem; overflow-wrap: anywhere; }
  `;

  @reactive() private status: PreviewStatus | undefined;
  @reactive() private about: OpenedMessage | undefined;
  @reactive() private settings: PreviewSettings;
  @reactive() private rows: readonly GridRow[] = [];
  @reactive() private page: ShownPage | undefined;
  @reactive() private problem: Extract<ToPreviewPanel, { kind: 'imagesFailed' | 'predictionsFailed' }>['error'] | undefined;
  @reactive() private selected: CellPlace = { row: 0, column: columnCount - 1 };
  @reactive() private version = 0;

  private readonly saved = new SavedState();
  private readonly painter = new GridPainter((row, column) => this.grid?.canvasOf(row, column));
  private readonly figures = new FigureStore(this.painter, () => this.refresh());
  private readonly predictions = new PredictionStore(() => this.refresh());
  private shown: readonly ShownColumn[] = [];
  private imagesId = 0;

  constructor() {
    super();
    receiveMessages(this, host, toPreviewPanelSchema, (message) => this.receive(message));
    this.settings = readSaved().settings;
    this.addEventListener(SettingsChange.type, (event) => {
      if (event instanceof SettingsChange) this.change(event.change);
    });
    this.addEventListener(CellSelected.type, (event) => {
      if (event instanceof CellSelected) this.select(event.place);
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.painter.dispose();
    this.figures.dispose();
    this.predictions.dispose();
  }

  override render(): unknown {
    const { about, settings, shape } = this;
    if (about === undefined) return html`<main><lpr-opening-status .status=${this.status}></lpr-opening-status></main>`;
    const selectedRow = this.rows[this.selected.row];
    const clean = selectedRow !== undefined && 'clean' in selectedRow ? selectedRow.clean : undefined;
    const shown = this.shown[this.selected.column];
    const predictions = this.hasModel ? this.predictions : null;
    return html`
      <main>
        <lpr-image-bar .about=${about} .settings=${settings} .page=${this.page}></lpr-image-bar>
        ${this.status?.kind === 'opened' ? html`` : html`<lpr-opening-status .status=${this.status}></lpr-opening-status>`}
        <section class="controls" aria-label=${t('Corruption')}><lpr-corruption-controls .settings=${settings} .shape=${shape} .imperceptible=${about.opened.imperceptible}></lpr-corruption-controls></section>
        <section><lpr-preview-notes .settings=${settings} .shape=${shape} .opened=${about.opened}></lpr-preview-notes></section>
        <section class="controls" aria-label=${t('View')}><lpr-view-controls .settings=${settings}></lpr-view-controls></section>
        ${this.problemText()}
        <section aria-label=${t('Images')} aria-busy=${String(this.page === undefined)}>
          <lpr-preview-grid
            .rows=${this.rows}
            .columns=${this.shown}
            .classNames=${about.opened.classNames}
            .predictions=${predictions}
            .figures=${this.figures}
            .caption=${settings.caption}
            .size=${settings.size}
            .selected=${this.selected}
            .version=${this.version}
            .onLaidOut=${this.paintAll}
          ></lpr-preview-grid>
        </section>
        ${clean === undefined || shown === undefined
          ? html``
          : html`<section class="controls" aria-label=${t('Selected cell')}>
              <lpr-cell-details
                .clean=${clean}
                .shown=${shown}
                .corrupted=${this.painter.corrupted(this.selected.row, this.selected.column)}
                .figures=${this.figures.get(clean, shown.column)}
                .predictions=${predictions}
                .classNames=${about.opened.classNames}
                .gain=${settings.gain}
                .version=${this.version}
              ></lpr-cell-details>
            </section>`}
      </main>
    `;
  }

  private problemText(): TemplateResult {
    const { problem } = this;
    if (problem === undefined) return html``;
    return html`<section class="failed" role="alert">${problem.happened} ${problem.action} (${problem.code})</section>`;
  }

  /** Size that sliders and notes speak of: that of the first image. */
  private get shape(): ImageShape | undefined {
    const first = this.cleanImages.find((clean) => clean !== undefined);
    return first?.shape ?? this.about?.opened.model?.input;
  }

  private get hasModel(): boolean {
    return this.about !== undefined && this.about.opened.model !== null;
  }

  private get grid(): PreviewGrid | undefined {
    return this.renderRoot.querySelector<PreviewGrid>('lpr-preview-grid') ?? undefined;
  }

  private get cleanImages(): (CleanImage | undefined)[] {
    return this.rows.map((row) => ('clean' in row ? row.clean : undefined));
  }

  /** Takes other settings in: pictures at once, before anything else is worked out. */
  private change(change: Partial<PreviewSettings>): void {
    this.settings = { ...this.settings, ...change };
    if (selecting.some((name) => name in change)) this.askImages();
    else this.paintColumns();
    this.saved.keep({ settings: this.settings });
  }

  private paintColumns(): void {
    const { shape, settings } = this;
    if (shape === undefined) return;
    const before = this.shown.length;
    this.shown = columnsOf(settings, shape);
    if (this.selected.column >= this.shown.length) this.selected = { ...this.selected, column: this.shown.length - 1 };
    // Other columns have canvases of their own, which are painted when they are there.
    if (this.shown.length === before) this.paint();
    this.requestUpdate();
  }

  private paint(): void {
    const { view, gain } = this.settings;
    this.painter.paint(this.shown.map(({ column }) => column), view, gain);
    this.wantFigures();
    if (this.hasModel) this.wantPredictions();
  }

  private readonly paintAll = (): void => {
    for (const [row, clean] of this.cleanImages.entries()) {
      const context = this.grid?.canvasOf(row, -1)?.getContext('2d', { alpha: false });
      if (clean === undefined || context === undefined || context === null) continue;
      const { shape, values } = clean;
      const pixels = new ImageData(shape.width, shape.height);
      paintImage(values, shape, { data: pixels.data, width: shape.width, x: 0, y: 0 });
      context.putImageData(pixels, 0, 0);
    }
    this.paint();
  };

  private select(place: CellPlace): void {
    this.selected = place;
    this.wantFigures();
  }

  private wantFigures(): void {
    const { caption } = this.settings;
    const wanted: WantedFigures[] = [];
    const { row: ownRow, column: ownColumn } = this.selected;
    const add = (row: number, column: number, names: WantedFigures['names']) => {
      const clean = this.cleanImages[row];
      const question = this.shown[column]?.column;
      if (clean !== undefined && question !== undefined) wanted.push({ row, column, clean, question, names });
    };
    if (caption !== 'none') for (const row of this.rows.keys()) for (const column of this.shown.keys()) add(row, column, [caption]);
    add(ownRow, ownColumn, allFigures);
    this.figures.want(wanted);
  }

  private wantPredictions(): void {
    const images = this.cleanImages.flatMap((clean) => (clean === undefined ? [] : [clean.image]));
    if (images.length > 0) this.predictions.want(images, [originalColumn, ...this.shown.map(({ column }) => column)]);
  }

  private askImages(): void {
    if (this.about === undefined) return;
    this.imagesId += 1;
    this.page = undefined;
    host.postMessage({ kind: 'images', id: this.imagesId, selection: selectionOf(this.settings, this.about.opened.count) });
  }

  private refresh(): void {
    this.version += 1;
  }

  private receive(message: ToPreviewPanel): void {
    switch (message.kind) {
      case 'opened':
        this.open(message);
        break;
      case 'images':
        if (message.id === this.imagesId) this.showImages(message);
        break;
      case 'imagesFailed':
        if (message.id === this.imagesId) this.problem = message.error;
        break;
      case 'predictions':
        this.predictions.receive(message);
        break;
      case 'predictionsFailed':
        this.predictions.receive(message);
        this.problem = message.error;
        break;
      case 'opening':
      case 'absent':
      case 'failed':
        this.status = message;
        break;
    }
  }

  private open(message: OpenedMessage): void {
    const { subject, start, startId } = message;
    const isOther = this.about === undefined || JSON.stringify(this.about.subject) !== JSON.stringify(subject);
    if (isOther) {
      this.predictions.clear();
      this.figures.clear();
      if (this.about !== undefined) this.settings = { ...this.settings, epsilon: null, label: null, first: 0, image: null };
    }
    this.status = message;
    this.about = message;
    this.problem = undefined;
    // The same start comes again each time the page is loaded; what was set since then counts more.
    if (startId !== this.saved.startId) this.settings = startedAt(this.settings, start);
    this.saved.keep({ subject, startId, settings: this.settings });
    this.askImages();
  }

  private showImages({ images, total, first }: Extract<ToPreviewPanel, { kind: 'images' }>): void {
    this.rows = images.map(rowOf);
    const start = this.settings.image;
    this.page = start === null ? { first, count: images.length, total } : { first: start, count: images.length, total: this.about?.opened.count ?? 0 };
    this.problem = undefined;
    if (this.selected.row >= this.rows.length) this.selected = { ...this.selected, row: 0 };
    this.painter.setImages(this.cleanImages);
    this.paintColumns();
    this.wantFigures();
  }
}

function rowOf(image: ShownImage): GridRow {
  if ('error' in image) return image;
  const { values, ...head } = image;
  return { clean: { ...head, values: values instanceof Float32Array ? values : Float32Array.from(values, (level) => level / 255) } };
}
