import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';

/** The user wants a file of that format. */
export class ExportEvent extends Event {
  static readonly type = 'lpr-export';

  constructor(readonly format: string) {
    super(ExportEvent.type, { bubbles: true, composed: true });
  }
}

const names: Readonly<Record<string, string>> = { csv: 'CSV', json: 'JSON', markdown: 'Markdown', latex: 'LaTeX', png: 'PNG', svg: 'SVG', html: 'HTML' };

/** Chooses a format and exports in it. */
@customElement('lpr-export-bar')
export class ExportBar extends LitElement {
  static override styles = css`
    :host { display: inline-flex; align-items: center; gap: 0.5rem; }
    label { display: inline-flex; align-items: center; gap: 0.4rem; }
    select { color: var(--vscode-dropdown-foreground, var(--vscode-foreground)); background: var(--vscode-dropdown-background, transparent); border: 1px solid var(--vscode-dropdown-border, var(--vscode-contrastBorder, transparent)); border-radius: 2px; padding: 0.25rem 0.4rem; font: inherit; }
    select:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
    vscode-button { --vscode-button-border: var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent)); }
  `;

  @property({ attribute: false }) formats: readonly string[] = [];
  /** What is exported: "Export this view as". */
  @property() label = '';

  override render(): unknown {
    const send = (): void => {
      const format = this.renderRoot.querySelector('select')?.value;
      if (format !== undefined) this.dispatchEvent(new ExportEvent(format));
    };
    return html`
      <label>${this.label}<select>${this.formats.map((format) => html`<option value=${format}>${names[format] ?? format}</option>`)}</select></label>
      <vscode-button secondary @click=${send}>${t('Export')}</vscode-button>
    `;
  }
}
