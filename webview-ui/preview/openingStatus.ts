import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { ToPreviewPanel } from '../../src/protocol/previewMessages';
import { statusStyle } from '../components/statusStyle';
import { host } from './host';

/** The messages that say how it stands with the preview as a whole. */
export type PreviewStatus = Extract<ToPreviewPanel, { kind: 'opening' | 'opened' | 'absent' | 'failed' }>;

/** How far opening is, what has to be fetched first, or why it failed. */
@customElement('lpr-opening-status')
export class OpeningStatus extends LitElement {
  static override styles = [statusStyle, css`:host { display: block; margin-top: 0.8rem; } .notice { border-left-color: var(--vscode-focusBorder); } .notice.failed { border-color: var(--vscode-errorForeground); }`];

  @property({ attribute: false }) status: PreviewStatus | undefined;

  override render(): unknown {
    const { status } = this;
    switch (status?.kind) {
      case 'opening':
        return html`
          <div class="row">
            ${status.fraction === undefined ? html`` : html`<progress max="1" .value=${status.fraction} aria-label=${t('Progress')}></progress>`}
            <span role="status">${status.message}</span>
            <vscode-button secondary @click=${() => host.postMessage({ kind: 'cancel' })}>${t('Cancel')}</vscode-button>
          </div>
        `;
      case 'absent':
        return html`
          <div class="notice" role="status">
            <p>${t('{0} is not on this machine yet.', status.title)}</p>
            <div class="row">
              <vscode-button @click=${() => host.postMessage({ kind: 'fetch' })}>${t('Fetch it ({0} MB)', status.megabytes)}</vscode-button>
              <vscode-button secondary @click=${() => host.postMessage({ kind: 'choose', what: 'data' })}>${t('Other data')}</vscode-button>
            </div>
          </div>
        `;
      case 'failed':
        return html`
          <div class="notice failed" role="alert">
            <p>${status.error.happened} (${status.error.code})</p>
            <p>${status.error.action}</p>
            <div class="row">
              ${status.canResize ? html`<vscode-button @click=${() => host.postMessage({ kind: 'resize' })}>${t('Resize the images')}</vscode-button>` : html``}
              <vscode-button secondary @click=${() => host.postMessage({ kind: 'retry' })}>${t('Try again')}</vscode-button>
              <vscode-button secondary @click=${() => host.postMessage({ kind: 'choose', what: 'data' })}>${t('Other data')}</vscode-button>
              <vscode-button secondary @click=${() => host.postMessage({ kind: 'choose', what: 'model' })}>${t('Other model')}</vscode-button>
              <vscode-button secondary @click=${() => host.postMessage({ kind: 'showLog' })}>${t('Open log')}</vscode-button>
            </div>
          </div>
        `;
      case 'opened':
      case undefined:
        return html``;
    }
  }
}
