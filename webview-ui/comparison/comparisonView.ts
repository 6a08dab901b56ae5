import { t } from '@vscode/l10n';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, state as reactive } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { toComparisonPanelSchema, type ToComparisonPanel } from '../../src/protocol/comparisonMessages';
import type { Comparison } from '../../src/protocol/comparison';
import { comparisonNotes, runLetter } from '../../src/protocol/reportText/comparisonText';
import { dataName, modelName } from '../../src/protocol/reportText/names';
import { count } from '../components/figures';
import { pageStyle } from '../components/pageStyle';
import { receiveMessages } from '../components/receiveMessages';
import '../components/plotChart';
import './comparedHeadlines';
import './comparisonTable';
import { differencePlots } from './differencePlots';
import './differingImages';
import { host } from './host';

type Shown = Exclude<ToComparisonPanel, { kind: 'images' }>;
type Images = Extract<ToComparisonPanel, { kind: 'images' }>;

const pageOfImages = 50;

/** The whole panel. It asks the host with `ready` and shows whatever it is sent. */
@customElement('lpr-comparison')
export class ComparisonView extends LitElement {
  static override styles = [
    pageStyle,
    css`
      ol.runs { margin: 0.75rem 0 0; padding: 0; list-style: none; }
      ol.runs li { display: flex; flex-wrap: wrap; gap: 0.25rem 0.75rem; align-items: center; margin: 0.35rem 0; }
      .letter { font-weight: 600; min-width: 1.2em; }
      .name { overflow-wrap: anywhere; }
      .faint, ul.notes { color: var(--vscode-descriptionForeground); }
      ul.notes { margin: 0.75rem 0 0; padding-left: 1.2rem; max-width: 60rem; }
      .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(19rem, 100%), 1fr)); gap: 1.25rem; --plot-height: 13rem; }
      h3 { margin: 0 0 0.25rem; font-size: 1em; font-weight: 600; }
      .actions { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-bottom: 0.75rem; }
      .notice { border-left: 3px solid var(--vscode-errorForeground); padding: 0.5rem 0.75rem; background: var(--vscode-textBlockQuote-background, transparent); overflow-wrap: anywhere; margin-top: 1rem; }
      .notice p { margin: 0 0 0.5rem; }
    `,
  ];

  @reactive() private shown: Shown | undefined;
  @reactive() private images: Images | undefined;
  @reactive() private row = host.getState()?.row;

  constructor() {
    super();
    receiveMessages(this, host, toComparisonPanelSchema, (message) => this.receive(message));
  }

  override render(): unknown {
    const { shown } = this;
    switch (shown?.kind) {
      case undefined:
        return html``;
      case 'comparing':
        return html`<main><h1>${t('Comparison of runs')}</h1><p role="status">${t('Reading the outcomes of {0} runs', shown.folders.length)} …</p></main>`;
      case 'failed':
        return html`<main><h1>${t('Comparison of runs')}</h1>${failure(shown)}</main>`;
      case 'compared':
        return html`<main>${heading(shown.comparison)}${this.figures(shown.comparison)}</main>`;
    }
  }

  private figures(comparison: Comparison) {
    const plots = differencePlots(comparison);
    const row = this.row === undefined ? undefined : comparison.rows[this.row];
    return html`
      <section aria-label=${t('Differences over all corruptions')}><lpr-compared-headlines .comparison=${comparison}></lpr-compared-headlines></section>
      ${plots.length === 0
        ? nothing
        : html`
            <section>
              <h2>${t('Difference of error against epsilon')}</h2>
              <p class="hint">${t('Below 0 is better than {0}. The band is the 95 % interval of the difference, each by itself.', runLetter(0))}</p>
              <div class="charts">${plots.map(({ name, plot }) => html`<div><h3>${name}</h3><lpr-plot-chart .plot=${plot}></lpr-plot-chart></div>`)}</div>
            </section>
          `}
      <section>
        <h2>${t('All differences')}</h2>
        <p class="hint">${t('Choose a row to see the images on which the runs differ there.')}</p>
        <div class="actions">
          <vscode-button secondary @click=${() => host.postMessage({ kind: 'copy', as: 'Markdown' })}>${t('Copy as Markdown')}</vscode-button>
          <vscode-button secondary @click=${() => host.postMessage({ kind: 'copy', as: 'CSV' })}>${t('Copy as CSV')}</vscode-button>
          <vscode-button secondary @click=${() => host.postMessage({ kind: 'save' })}>${t('Save as …')}</vscode-button>
        </div>
        <lpr-comparison-table .comparison=${comparison} .row=${this.row} @choose=${this.choose}></lpr-comparison-table>
      </section>
      ${row === undefined
        ? nothing
        : html`<section aria-live="polite"><lpr-differing-images .comparison=${comparison} .row=${row} .answer=${this.images} @more=${this.more}></lpr-differing-images></section>`}
    `;
  }

  private readonly choose = ({ detail }: CustomEvent<number>): void => {
    this.row = detail;
    this.images = undefined;
    this.save();
    this.ask(pageOfImages);
  };

  private readonly more = ({ detail }: CustomEvent<number>): void => this.ask(Math.min(200, detail + pageOfImages));

  private ask(number: number): void {
    if (this.shown?.kind !== 'compared' || this.row === undefined) return;
    const subject = this.shown.comparison.rows[this.row]?.subject;
    if (subject !== undefined) host.postMessage({ kind: 'images', subject, count: number });
  }

  private save(): void {
    if (this.shown?.kind !== 'compared') return;
    host.setState({ folders: this.shown.folders, ...(this.row === undefined ? {} : { row: this.row }) });
  }

  private receive(message: ToComparisonPanel): void {
    if (message.kind === 'images') {
      this.images = message;
      return;
    }
    this.shown = message;
    this.save();
    if (this.images === undefined) this.ask(pageOfImages);
  }
}

function heading(comparison: Comparison) {
  const { runs, data, n } = comparison;
  // The runs stand in the list above the notes, with a way to each.
  const notes = comparisonNotes(comparison).slice(runs.length + 1);
  return html`
    <h1>${t('Comparison of {0} runs', runs.length)}</h1>
    <p class="subtitle">${t('On the {0} images of {1} that all of them evaluated', count(n), dataName(data.source))}</p>
    <ol class="runs">
      ${runs.map(
        ({ model, suite, seed }, index) => html`
          <li>
            <span class="letter">${runLetter(index)}</span><span class="name">${modelName(model)}</span>
            <span class="faint">${t('suite {0}, seed {1}', suite, seed)}</span>
            <vscode-button secondary aria-label=${t('Open report of {0}', runLetter(index))} @click=${() => host.postMessage({ kind: 'openRun', run: index })}>${t('Open report')}</vscode-button>
          </li>
        `,
      )}
    </ol>
    <ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>
  `;
}

function failure({ error }: Extract<Shown, { kind: 'failed' }>) {
  return html`
    <div class="notice" role="alert">
      <p>${error.happened} (${error.code})</p>
      <p>${error.action}</p>
      <vscode-button secondary @click=${() => host.postMessage({ kind: 'compareAgain' })}>${t('Try again')}</vscode-button>
      <vscode-button secondary @click=${() => host.postMessage({ kind: 'showLog' })}>${t('Open log')}</vscode-button>
    </div>
  `;
}
