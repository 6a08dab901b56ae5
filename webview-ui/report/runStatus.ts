import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { ReportPageState } from '../../src/protocol/reportMessages';
import { vsCode } from './host';
import { statusStyle } from '../components/statusStyle';

/** How far the run is, or how it ended. */
@customElement('lpr-run-status')
export class RunStatus extends LitElement {
  static override styles = [statusStyle, css`p:last-child { margin: 0; }`];

  @property({ attribute: false }) state: ReportPageState | undefined;

  override render(): unknown {
    const { state } = this;
    switch (state?.kind) {
      case undefined:
        return html``;
      case 'running':
        return html`
          <div class="row">
            <progress aria-label=${t('Progress of the evaluation')} max="1" .value=${state.fraction ?? 0}></progress>
            <span>${[state.message, state.timeLeft].filter(Boolean).join(', ')}</span>
            <vscode-button secondary @click=${() => vsCode.postMessage({ kind: 'cancel' })}>${t('Cancel')}</vscode-button>
          </div>
        `;
      case 'finished':
        return html`
          <div class="row">
            ${state.news === undefined ? html`` : html`<span role="status">${newsText(state.news)}</span>`}
            <vscode-button secondary @click=${() => vsCode.postMessage({ kind: 'openFile' })}>${t('Open report.json')}</vscode-button>
          </div>
        `;
      case 'cancelled':
        return html`
          <div class="notice cancelled" role="status">
            <p>${t('The evaluation was cancelled.')} ${state.report === undefined ? '' : t('The figures below are of the images finished until then.')}</p>
            <p>${t('Start the same evaluation again to go on where it stopped.')}</p>
          </div>
        `;
      case 'failed':
        return html`
          <div class="notice failed" role="alert">
            <p>${state.error.happened} (${state.error.code})</p>
            <p>${state.error.action}</p>
            <p class="row">
              ${state.work === 'read' ? html`<vscode-button secondary @click=${() => vsCode.postMessage({ kind: 'openFile' })}>${t('Open report.json')}</vscode-button>` : html``}
              <vscode-button secondary @click=${() => vsCode.postMessage({ kind: 'showLog' })}>${t('Open log')}</vscode-button>
            </p>
          </div>
        `;
    }
  }
}

function newsText(news: 'finished' | 'reused'): string {
  return news === 'reused' ? t('This evaluation was finished before.') : t('The evaluation is finished.');
}
