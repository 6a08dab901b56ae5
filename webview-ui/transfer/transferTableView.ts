import { t } from '@vscode/l10n';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, state as reactive } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { paperTransferTable } from '../../src/protocol/reportText/paperTransfer';
import { transferNotes, transferStrategiesTable, transferTableOf, transferViews, type TransferView } from '../../src/protocol/reportText/transferTables';
import { toTransferPageSchema, transferFormatSchema, type ToTransferPage } from '../../src/protocol/transferMessages';
import type { TransferReport } from '../../src/protocol/transferReport';
import '../components/exportBar';
import { ExportEvent } from '../components/exportBar';
import { pageStyle } from '../components/pageStyle';
import { pngOf } from '../components/svgPicture';
import { tabBar, tabStyle } from '../components/tabBar';
import { CopyEvent } from '../components/copyBar';
import { receiveMessages } from '../components/receiveMessages';
import '../components/tableTwin';
import { host, save, type CellPlace } from './host';
import './transferCell';
import './transferGrid';

type Shown = Exclude<ToTransferPage, { kind: 'picture' }>;

const formats = ['csv', 'json', 'markdown', 'latex', 'svg', 'png'];

/** The whole page. It asks the host with `ready` and shows whatever it is sent. */
@customElement('lpr-transfer')
export class TransferTableView extends LitElement {
  static override styles = [
    pageStyle,
    tabStyle,
    css`
      .actions { display: flex; flex-wrap: wrap; gap: 0.75rem 2rem; align-items: center; }
      ul { margin: 0.75rem 0 0; padding-left: 1.2rem; max-width: 60rem; color: var(--vscode-descriptionForeground); }
      li { margin: 0.2rem 0; overflow-wrap: anywhere; }
      details { margin-top: 1.75rem; }
      summary { cursor: pointer; font-weight: 600; }
      summary:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
      .notice { border-left: 3px solid var(--vscode-errorForeground); padding: 0.5rem 0.75rem; background: var(--vscode-textBlockQuote-background, transparent); overflow-wrap: anywhere; margin-top: 1rem; }
      .notice p { margin: 0 0 0.5rem; }
    `,
  ];

  @reactive() private shown: Shown | undefined;
  @reactive() private view: TransferView = host.getState()?.view ?? 'error';
  @reactive() private chosen: CellPlace | undefined = host.getState()?.cell;
  /** Why a picture could not be drawn. */
  @reactive() private problem = '';

  constructor() {
    super();
    receiveMessages(this, host, toTransferPageSchema, (message) => this.receive(message));
  }

  override render(): unknown {
    const { shown } = this;
    if (shown === undefined) return html``;
    const copy = (event: Event): void => {
      if (event instanceof CopyEvent) host.postMessage({ kind: 'copy', text: event.text, what: event.what });
    };
    return html`<main @lpr-copy=${copy}>${shown.kind === 'failed' ? failure(shown) : this.table(shown.report)}</main>`;
  }

  private table(report: TransferReport) {
    const tabs = [
      { id: 'error', label: t('Error') },
      { id: 'difference', label: t('Difference to {0}', report.strategies[report.standard]?.name ?? '') },
      { id: 'normalised', label: t('Normalised accuracy') },
    ];
    const exported = (event: Event): void => {
      if (event instanceof ExportEvent) this.export(event.format);
    };
    return html`
      <h1>${t('Transfer: {0}', report.name)}</h1>
      <p class="subtitle">${t('Rows: what the models are tested on. Columns: what they were trained on. Choose a cell to see it in full.')}</p>
      <div class="actions">
        <lpr-export-bar label=${t('Export the table as')} .formats=${formats} @lpr-export=${exported}></lpr-export-bar>
        <lpr-copy-bar .table=${transferTableOf(report, this.view)}></lpr-copy-bar>
      </div>
      ${this.problem === '' ? nothing : html`<p class="notice" role="alert">${this.problem}</p>`}
      ${tabBar(t('What the cells show'), tabs, this.view, (id) => this.select(id))}
      <div id="panel" role="tabpanel" aria-labelledby=${`tab-${this.view}`} tabindex="0">
        <p class="hint">${viewTitles()[this.view]}</p>
        <lpr-transfer-grid .report=${report} .view=${this.view} .chosen=${this.chosen} @choose=${this.choose}></lpr-transfer-grid>
      </div>
      ${this.chosen === undefined ? nothing : html`<section aria-live="polite"><lpr-transfer-cell .report=${report} .place=${this.chosen}></lpr-transfer-cell></section>`}
      <ul>${transferNotes(report).map((note) => html`<li>${note}</li>`)}</ul>
      <section><lpr-table-twin .table=${transferStrategiesTable(report)}></lpr-table-twin></section>
      <details>
        <summary>${t("The paper's own transfer table")}</summary>
        <p class="hint">${t('Siedel et al. 2024, from the authors’ published table: mean over three data sets with three large architectures each. Its models are not yours: compare the pattern, not the figures.')}</p>
        <lpr-table-twin .table=${paperTransferTable()}></lpr-table-twin>
      </details>
    `;
  }

  private select(id: string): void {
    const view = transferViews.find((known) => known === id);
    if (view === undefined) return;
    this.view = view;
    save({ view });
  }

  private readonly choose = ({ detail }: CustomEvent<CellPlace>): void => {
    this.chosen = detail;
    save({ cell: detail });
  };

  private export(format: string): void {
    this.problem = '';
    const written = transferFormatSchema.safeParse(format);
    if (written.success) host.postMessage({ kind: 'export', view: this.view, format: written.data });
    else host.postMessage({ kind: 'picture', view: this.view });
  }

  private async draw({ view, svg }: Extract<ToTransferPage, { kind: 'picture' }>): Promise<void> {
    try {
      host.postMessage({ kind: 'exportPicture', view, png: await pngOf(svg) });
    } catch (error) {
      this.problem = t('The picture could not be drawn: {0}', error instanceof Error ? error.message : String(error));
    }
  }

  private receive(message: ToTransferPage): void {
    if (message.kind === 'picture') void this.draw(message);
    else this.shown = message;
  }
}

/** What the cells of each view hold, with its unit. */
function viewTitles(): Record<TransferView, string> {
  return {
    error: t('Share of the images that the models get wrong.'),
    difference: t('Error less that of the standard, in percentage points: below 0 is better.'),
    normalised: t('Accuracy in percent of the best model’s under the same corruption.'),
  };
}

function failure({ error }: Extract<Shown, { kind: 'failed' }>) {
  return html`
    <h1>${t('Transfer table')}</h1>
    <div class="notice" role="alert">
      <p>${error.happened} (${error.code})</p>
      <p>${error.action}</p>
      <vscode-button secondary @click=${() => host.postMessage({ kind: 'openFile' })}>${t('Open as text')}</vscode-button>
      <vscode-button secondary @click=${() => host.postMessage({ kind: 'showLog' })}>${t('Open log')}</vscode-button>
    </div>
  `;
}
