import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { Report } from '../../src/protocol/report';
import { vsCode } from '../components/vsCodeApi';
import { asCsv, asMarkdown, headings, tableRows } from './reportTable';

/** Every number of the report, with buttons that copy them. */
@customElement('lpr-cell-table')
export class CellTable extends LitElement {
  static override styles = css`
    vscode-button { --vscode-button-border: var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent)); }
    .actions { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-bottom: 0.75rem; }
    .scroller { overflow: auto; max-height: 32rem; border: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border, transparent)); }
    .scroller:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
    table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
    th, td { text-align: right; padding: 0.25rem 0.6rem; white-space: nowrap; }
    thead th { position: sticky; top: 0; background: var(--vscode-editor-background); box-shadow: inset 0 -1px var(--vscode-panel-border, var(--vscode-contrastBorder, currentColor)); }
    tbody tr:nth-child(even) { background: var(--vscode-keybindingTable-rowsBackground, transparent); }
    th:first-child, td:last-child, th:last-child { text-align: left; }
    tbody th { font-weight: normal; }
  `;

  @property({ attribute: false }) report: Report | undefined;

  override render(): unknown {
    const { report } = this;
    if (report === undefined) return html``;
    return html`
      <div class="actions">
        <vscode-button secondary @click=${() => vsCode.postMessage({ kind: 'copy', text: asMarkdown(report), what: 'Markdown' })}>Copy as Markdown</vscode-button>
        <vscode-button secondary @click=${() => vsCode.postMessage({ kind: 'copy', text: asCsv(report), what: 'CSV' })}>Copy as CSV</vscode-button>
      </div>
      <div class="scroller" tabindex="0" role="region" aria-label="Table of all corruptions">
        <table>
          <thead>
            <tr>${Object.values(headings).map((heading) => html`<th scope="col">${heading}</th>`)}</tr>
          </thead>
          <tbody>
            ${tableRows(report).map(
              ({ norm, epsilon, error, interval, images, realised, countsFor }) => html`
                <tr><th scope="row">${norm}</th><td>${epsilon}</td><td>${error}</td><td>${interval}</td><td>${images}</td><td>${realised}</td><td>${countsFor}</td></tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    `;
  }
}
