import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { transferCellShade, transferCellText, transferRowText, type TransferView } from '../../src/protocol/reportText/transferTables';
import type { TransferReport, TransferReportCell } from '../../src/protocol/transferReport';
import { heatStep, heatStyle } from '../components/heatStyle';
import type { CellPlace } from './host';

/** The transfer table as a heat table; a cell is a button that chooses it (event `choose`). The arrow keys go from cell to cell. */
@customElement('lpr-transfer-grid')
export class TransferGrid extends LitElement {
  static override styles = [
    heatStyle,
    css`
      .scroller { overflow-x: auto; padding: 3px; }
      table { border-collapse: separate; border-spacing: 2px; font-variant-numeric: tabular-nums; }
      th { text-align: right; font-weight: 600; padding: 0.25rem 0.75rem 0.25rem 0; white-space: nowrap; }
      thead th { text-align: center; vertical-align: bottom; padding: 0.25rem 0.3rem; max-width: 9rem; white-space: normal; overflow-wrap: anywhere; }
      td { padding: 0; border-radius: 2px; }
      td.none { text-align: center; color: var(--vscode-descriptionForeground); }
      button { font: inherit; color: inherit; background: none; border: 1px solid transparent; width: 100%; min-width: 4.6rem; padding: 0.35rem 0.4rem; cursor: pointer; text-align: center; white-space: nowrap; }
      button:focus-visible { outline: 2px solid var(--vscode-focusBorder); outline-offset: 1px; }
      button[aria-pressed='true'] { box-shadow: inset 0 0 0 2px currentColor; }
      :host-context(body.vscode-high-contrast) tbody td, :host-context(body.vscode-high-contrast-light) tbody td { background: transparent; color: var(--vscode-foreground); outline: 1px solid var(--vscode-contrastBorder, currentColor); }
    `,
  ];

  @property({ attribute: false }) report: TransferReport | undefined;
  @property({ attribute: false }) view: TransferView = 'error';
  @property({ attribute: false }) chosen: CellPlace | undefined;

  override render(): unknown {
    const { report } = this;
    if (report === undefined) return html``;
    return html`
      <div class="scroller">
        <table aria-label=${t('Transfer table: rows tested, columns trained on')}>
          <thead><tr><td></td>${report.strategies.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
          <tbody @keydown=${this.goOn}>
            ${report.rows.map((row, at) => html`<tr><th scope="row">${transferRowText(row)}</th>${report.strategies.map((_, strategy) => this.cell(report, { row: at, strategy }))}</tr>`)}
          </tbody>
        </table>
      </div>
    `;
  }

  private cell({ rows, strategies, cells }: TransferReport, place: CellPlace) {
    const cell: TransferReportCell | null = cells[place.row]?.[place.strategy] ?? null;
    if (cell === null) return html`<td class="none">-</td>`;
    const [row, strategy] = [rows[place.row], strategies[place.strategy]];
    if (row === undefined || strategy === undefined) return html`<td></td>`;
    const isChosen = this.chosen?.row === place.row && this.chosen.strategy === place.strategy;
    const text = transferCellText(cell, this.view);
    const spoken = cell.significant === false ? t('{0}, trained on {1}: {2}, not significantly different', transferRowText(row), strategy.name, text) : t('{0}, trained on {1}: {2}', transferRowText(row), strategy.name, text);
    const shade = transferCellShade(cell, this.view);
    return html`
      <td class=${shade === null ? '' : heatStep(shade)}>
        <button type="button" data-row=${place.row} data-strategy=${place.strategy} tabindex=${isChosen || (this.chosen === undefined && place.row === 0 && place.strategy === 0) ? 0 : -1} aria-pressed=${isChosen ? 'true' : 'false'} aria-label=${spoken} @click=${() => this.choose(place)}>
          ${text}
        </button>
      </td>
    `;
  }

  private choose(place: CellPlace): void {
    this.dispatchEvent(new CustomEvent<CellPlace>('choose', { detail: place }));
  }

  private readonly goOn = (event: KeyboardEvent): void => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    const { target } = event;
    if (step === undefined || !(target instanceof HTMLElement)) return;
    const [down = 0, right = 0] = step;
    const row = Number(target.dataset['row']) + down;
    const strategy = Number(target.dataset['strategy']) + right;
    const next = this.renderRoot.querySelector<HTMLElement>(`button[data-row="${row}"][data-strategy="${strategy}"]`);
    if (next === null) return;
    event.preventDefault();
    next.focus();
  };
}
