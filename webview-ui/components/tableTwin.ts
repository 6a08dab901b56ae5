import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { DataTable } from '../../src/protocol/reportText/dataTable';
import './copyBar';
import './dataTable';
import { tableWords } from './tableWords';

/** The table behind a chart, focusable, and copied with its headers. */
@customElement('lpr-table-twin')
export class TableTwin extends LitElement {
  static override styles = css`
    :host { display: block; margin-top: 1rem; }
    .head { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; margin-bottom: 0.5rem; }
    h3 { flex: 1 1 16rem; margin: 0; font-size: 1em; font-weight: 600; overflow-wrap: anywhere; }
  `;

  @property({ attribute: false }) table: DataTable | undefined;

  override render(): unknown {
    const { table } = this;
    if (table === undefined) return html``;
    const title = tableWords(table.title);
    return html`
      <div class="head"><h3>${title}</h3><lpr-copy-bar .table=${table}></lpr-copy-bar></div>
      <lpr-data-table label=${title} .table=${{ headings: table.labels.map(tableWords), rows: table.texts, aligns: table.aligns }}></lpr-data-table>
    `;
  }
}
