import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, state as reactive } from 'lit/decorators.js';
import { exportFormatSchema, exportSubjectSchema, type ExportSubject } from '../../src/protocol/reportDetails';
import type { Report } from '../../src/protocol/report';
import { toReportPageSchema, type ReportLook, type ReportPageState, type ToReportPage } from '../../src/protocol/reportMessages';
import { dataName, modelName } from '../../src/protocol/reportText/names';
import '../components/exportBar';
import { ExportEvent } from '../components/exportBar';
import { tabBar, tabStyle } from '../components/tabBar';
import { CopyEvent } from '../components/copyBar';
import { CalibrationView } from './calibrationView';
import { ClassesView } from './classesView';
import { FlipsView } from './flipsView';
import './headlineFigures';
import { ask, save, saveChoice, settle, vsCode } from './host';
import { pngOf } from '../components/svgPicture';
import { receiveMessages } from '../components/receiveMessages';
import { viewsOf } from './reportViews';
import './runStatus';

const reportFormats = ['html', 'csv', 'json', 'markdown', 'latex', 'svg', 'png'];

/** The whole page. It asks the host with `ready` and shows whatever state it is sent. */
@customElement('lpr-report')
export class ReportView extends LitElement {
  static override styles = [
    tabStyle,
    css`
      :host { display: block; max-width: 90rem; margin: 0 auto; padding: 1rem 0 2rem; }
      h1 { font-size: 1.5em; font-weight: 600; margin: 0 0 0.25rem; overflow-wrap: anywhere; }
      h2 { font-size: 1.2em; font-weight: 600; margin: 0; }
      section { margin-top: 1.75rem; }
      .subtitle { color: var(--vscode-descriptionForeground); margin: 0 0 0.75rem; overflow-wrap: anywhere; }
      .head { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.5rem 1rem; margin-bottom: 0.75rem; }
      .problem { border-left: 3px solid var(--vscode-errorForeground); padding: 0.5rem 0.75rem; }
    `,
  ];

  @reactive() private shown: ReportPageState | undefined;
  @reactive() private selected = vsCode.getState()?.view ?? '';
  /** Why a picture could not be drawn. */
  @reactive() private problem = '';
  private scrolledBack = false;

  constructor() {
    super();
    receiveMessages(this, vsCode, toReportPageSchema, (message) => this.receive(message));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('scrollend', this.saveScroll);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('scrollend', this.saveScroll);
  }

  override render(): unknown {
    const { shown } = this;
    if (shown === undefined) return html``;
    const { report } = shown;
    const copy = (event: Event): void => {
      if (event instanceof CopyEvent) vsCode.postMessage({ kind: 'copy', text: event.text, what: event.what });
    };
    return html`
      <main @lpr-copy=${copy}>
        ${report === undefined ? html`<h1>${t('Lp robustness')}</h1>` : heading(report)}
        <lpr-run-status .state=${shown}></lpr-run-status>
        ${report === undefined ? html`` : this.views(report, shown)}
      </main>
    `;
  }

  private views(report: Report, shown: ReportPageState) {
    const finished = shown.kind === 'finished' ? shown : undefined;
    const views = viewsOf(report, { folder: finished?.folder, trusted: finished?.trusted === true });
    const view = views.find(({ id }) => id === this.selected) ?? views[0];
    if (view === undefined) return html``;
    const exported = (whole: boolean) => (event: Event): void => {
      if (event instanceof ExportEvent) void this.export(whole ? { view: 'report' } : this.subjectOf(view.id), event.format);
    };
    return html`
      <section aria-label=${t('Headline figures')}><lpr-headline-figures .report=${report}></lpr-headline-figures></section>
      ${finished === undefined ? html`` : html`<section aria-label=${t('Export')}><lpr-export-bar label=${t('Export the report as')} .formats=${reportFormats} @lpr-export=${exported(true)}></lpr-export-bar></section>`}
      ${this.problem === '' ? html`` : html`<p class="problem" role="alert">${this.problem}</p>`}
      ${tabBar(t('Views of the report'), views, view.id, (id) => this.select(id))}
      <div id="panel" role="tabpanel" aria-labelledby=${`tab-${view.id}`} tabindex="0">
        <div class="head">
          <h2>${view.label}</h2>
          ${view.formats.length === 0 ? html`` : html`<lpr-export-bar label=${t('Export this view as')} .formats=${view.formats} @lpr-export=${exported(false)}></lpr-export-bar>`}
        </div>
        ${view.content}
      </div>
    `;
  }

  override updated(): void {
    if (this.scrolledBack || this.shown?.report === undefined) return;
    this.scrolledBack = true;
    const scrollTop = vsCode.getState()?.scrollTop;
    // After the components below have drawn themselves, and the page has its height.
    if (scrollTop !== undefined) requestAnimationFrame(() => window.scrollTo({ top: scrollTop, behavior: 'instant' }));
  }

  private select(id: string): void {
    this.selected = id;
    this.problem = '';
    save({ view: id });
  }

  /** A view as it is chosen to be shown now. */
  private subjectOf(view: string): ExportSubject {
    const shown = this.renderRoot.querySelector('lpr-classes, lpr-calibration, lpr-flips');
    const choice = shown instanceof FlipsView ? shown.shown : shown instanceof ClassesView || shown instanceof CalibrationView ? { cell: shown.cell } : {};
    return exportSubjectSchema.parse({ view, ...choice });
  }

  private async export(subject: ExportSubject, format: string): Promise<void> {
    const written = exportFormatSchema.safeParse(format);
    if (written.success) {
      vsCode.postMessage({ kind: 'export', subject, format: written.data });
      return;
    }
    try {
      const { text } = await ask('export', { subject, format: 'svg' }, new AbortController().signal);
      vsCode.postMessage({ kind: 'exportPicture', subject, png: await pngOf(text) });
    } catch (error) {
      this.problem = t('The picture could not be drawn: {0}', error instanceof Error ? error.message : JSON.stringify(error));
    }
  }

  private receive(message: ToReportPage): void {
    if (message.kind === 'show') this.show(message.state);
    else settle(message);
  }

  private show(state: ReportPageState): void {
    this.shown = state;
    if (state.kind !== 'finished' || state.look === undefined || state.look.id === vsCode.getState()?.look) return;
    const { id, law } = state.look;
    const cell = law === undefined ? -1 : strongestCell(state.report, law);
    if (cell >= 0) saveChoice('flips', String(cell));
    save({ look: id });
    this.select('flips');
  }

  private readonly saveScroll = (): void => {
    save({ scrollTop: window.scrollY });
  };
}

/** Index of a norm's cell of the largest epsilon; -1 where the run has none. */
function strongestCell({ cells }: Report, { norm, sampling, unit }: NonNullable<ReportLook['law']>): number {
  const isMeant = (cell: Report['cells'][number] | undefined): boolean => cell?.norm === norm && cell.sampling === sampling && cell.unit === unit;
  return cells.reduce((strongest, cell, index) => (isMeant(cell) && !(cell.epsilon <= (cells[strongest]?.epsilon ?? 0)) ? index : strongest), -1);
}

function heading({ model, data, clean }: Report) {
  return html`
    <h1>${modelName(model.path)}</h1>
    <p class="subtitle">${t('Error under random Lp corruptions, on {0} images of {1}', clean.n.toLocaleString('en-GB'), dataName(data.source))}</p>
  `;
}
