import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Comparison } from '../../src/protocol/comparison';
import { comparisonRows } from '../../src/protocol/reportText/comparisonFiles';
import { tableStyle } from '../components/tableStyle';

/** Every difference as a table; a row's heading is a button that chooses it (event `choose` with its number). */
@customElement('lpr-comparison-table')
export class ComparisonTable extends LitElement {
  static override styles = [
    tableStyle,
    css`
      :host { --table-height: 32rem; }
      tbody tr.chosen { background: var(--vscode-list-inactiveSelectionBackground, transparent); outline: 1px solid var(--vscode-contrastActiveBorder, transparent); outline-offset: -1px; }
      button { font: inherit; color: var(--vscode-textLink-foreground); background: none; border: 0; padding: 0; cursor: pointer; text-align: left; }
      button:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
    `,
  ];

  @property({ attribute: false }) comparison: Comparison | undefined;
  /** Number of the chosen row. */
  @property({ attribute: false }) row: number | undefined;

  override render(): unknown {
    if (this.comparison === undefined) return html``;
    const { titles, rows } = comparisonRows(this.comparison);
    return html`
      <div class="scroller" tabindex="0" role="region" aria-label=${t('Table of all differences')}>
        <table>
          <thead><tr>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
          <tbody>
            ${rows.map(
              ([name, ...cells], index) => html`
                <tr class=${index === this.row ? 'chosen' : ''}>
                  <th scope="row"><button type="button" aria-pressed=${index === this.row ? 'true' : 'false'} @click=${() => this.choose(index)}>${name}</button></th>
                  ${cells.map((cell) => html`<td>${cell}</td>`)}
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    `;
  }

  private choose(index: number): void {
    this.dispatchEvent(new CustomEvent<number>('choose', { detail: index }));
  }
}
