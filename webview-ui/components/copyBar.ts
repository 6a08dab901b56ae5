import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { tableCsv, tableMarkdown, tableTabbed, type DataTable } from '../../src/protocol/reportText/dataTable';

/** The user wants a text in the clipboard, which the host has. */
export class CopyEvent extends Event {
  static readonly type = 'lpr-copy';

  constructor(
    readonly text: string,
    readonly what: 'Markdown' | 'CSV' | 'text',
  ) {
    super(CopyEvent.type, { bubbles: true, composed: true });
  }
}

/** Copies a table with its headers, in three forms. */
@customElement('lpr-copy-bar')
export class CopyBar extends LitElement {
  static override styles = css`
    :host { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; }
    vscode-button { --vscode-button-border: var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent)); }
  `;

  @property({ attribute: false }) table: DataTable | undefined;

  override render(): unknown {
    const { table } = this;
    if (table === undefined) return html``;
    const copy = (text: string, what: CopyEvent['what']) => () => this.dispatchEvent(new CopyEvent(text, what));
    return html`
      <vscode-button secondary @click=${copy(tableTabbed(table), 'text')}>${t('Copy table')}</vscode-button>
      <vscode-button secondary @click=${copy(tableMarkdown(table), 'Markdown')}>${t('Copy as Markdown')}</vscode-button>
      <vscode-button secondary @click=${copy(tableCsv(table), 'CSV')}>${t('Copy as CSV')}</vscode-button>
    `;
  }
}
