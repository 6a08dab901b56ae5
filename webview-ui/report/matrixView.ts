import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Report } from '../../src/protocol/report';
import { everyCell, rowsOf, strengthOf, type AnyReportCell } from '../../src/protocol/reportText/reportCells';
import { cellsTable } from '../../src/protocol/reportText/reportTables';
import { percent, shortEpsilon } from '../components/figures';
import { heatStep, heatStyle } from '../components/heatStyle';
import '../components/tableTwin';

/** The errors as a heat table: a row a norm or a common corruption, its cells from weak to strong. */
@customElement('lpr-matrix')
export class MatrixView extends LitElement {
  static override styles = [
    heatStyle,
    css`
      .scroller { overflow-x: auto; }
      .scroller:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
      table { border-collapse: separate; border-spacing: 2px; font-variant-numeric: tabular-nums; }
      th { text-align: right; font-weight: 600; padding: 0.25rem 0.75rem 0.25rem 0; white-space: nowrap; }
      thead th { text-align: center; font-weight: normal; padding: 0.15rem; }
      td { min-width: 4.2rem; padding: 0.3rem 0.4rem; text-align: center; border-radius: 2px; border: 1px solid transparent; }
      td strong { display: block; }
      td span { font-size: 0.85em; }
      :host-context(body) td.corner { border-color: transparent; }
      p { color: var(--vscode-descriptionForeground); max-width: 60rem; }
      :host-context(body.vscode-high-contrast) td, :host-context(body.vscode-high-contrast-light) td { background: transparent; color: var(--vscode-foreground); border-color: var(--vscode-contrastBorder, currentColor); }
    `,
  ];

  @property({ attribute: false }) report: Report | undefined;

  override render(): unknown {
    const { report } = this;
    if (report === undefined) return html``;
    const rows = rowsOf(everyCell(report));
    const width = Math.max(0, ...rows.map(({ cells }) => cells.length));
    const places = Array.from({ length: width }, (_, place) => place);
    return html`
      <p>${t('Above, the share of the images that the model gets wrong; below, epsilon or the severity. Each row grows stronger from left to right, on a scale of its own.')}</p>
      <div class="scroller" tabindex="0" role="region" aria-label=${t('Error by norm and epsilon')}>
        <table>
          <thead><tr><td class="corner"></td>${places.map((place) => html`<th scope="col">${place + 1}</th>`)}</tr></thead>
          <tbody>
            ${rows.map(({ name, cells }) => html`<tr><th scope="row">${name}</th>${places.map((place) => entry(cells[place]))}</tr>`)}
          </tbody>
        </table>
      </div>
      <lpr-table-twin .table=${cellsTable(report)}></lpr-table-twin>
    `;
  }
}

function entry(cell: AnyReportCell | undefined) {
  if (cell === undefined) return html`<td></td>`;
  const strength = shortEpsilon(strengthOf(cell));
  if (cell.n === 0) return html`<td><strong>-</strong><span>${strength}</span></td>`;
  return html`<td class=${heatStep(cell.error)}><strong>${percent(cell.error)}</strong><span>${strength}</span></td>`;
}
