import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { tableStyle } from './tableStyle';

/** A table as text: what a chart shows, for those who read numbers and for screen readers. */
export interface TextTable {
  readonly headings: readonly string[];
  /** The first entry of a row is its heading. */
  readonly rows: readonly (readonly string[])[];
  /** Side of each column; default: the first to the left, the others to the right. */
  readonly aligns?: readonly ('left' | 'right')[];
}

/** A table that scrolls within itself where it is long or wide. */
@customElement('lpr-data-table')
export class DataTable extends LitElement {
  static override styles = [
    tableStyle,
    css`
      .left { text-align: left; }
      tbody th { max-width: var(--heading-width, 24rem); overflow: hidden; text-overflow: ellipsis; }
    `,
  ];

  @property({ attribute: false }) table: TextTable | undefined;
  /** What the table is of, for screen readers. */
  @property() label = '';

  override render(): unknown {
    const { table, label } = this;
    if (table === undefined) return html``;
    const side = (column: number): string => table.aligns?.[column] ?? '';
    return html`
      <div class="scroller" tabindex="0" role="region" aria-label=${label}>
        <table>
          <thead><tr>${table.headings.map((heading, column) => html`<th scope="col" class=${side(column)}>${heading}</th>`)}</tr></thead>
          <tbody>${table.rows.map(([first, ...rest]) => html`<tr><th scope="row" title=${first ?? ''}>${first}</th>${rest.map((cell, column) => html`<td class=${side(column + 1)}>${cell}</td>`)}</tr>`)}</tbody>
        </table>
      </div>
    `;
  }
}
