import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { AnalysisState } from '../../src/protocol/analysisMessages';
import { analysisHost } from './analysisHost';
import { statusStyle } from './statusStyle';

/** How far the work is, or how it ended. */
@customElement('lpr-analysis-status')
export class AnalysisStatus extends LitElement {
  static override styles = [statusStyle, css`:host { display: block; margin-top: 0.75rem; } p:last-child { margin: 0; }`];

  @property({ attribute: false }) state: AnalysisState<unknown> | undefined;
  /** Name of the result's file. */
  @property() file = '';

  override render(): unknown {
    const { state } = this;
    switch (state?.kind) {
      case undefined:
        return html``;
      case 'running':
        return html`
          <div class="row">
            <progress aria-label=${t('Progress')} max="1" .value=${state.fraction ?? 0}></progress>
            <span>${[state.message, state.timeLeft].filter(Boolean).join(', ')}</span>
            <vscode-button secondary @click=${() => analysisHost.postMessage({ kind: 'cancel' })}>${t('Cancel')}</vscode-button>
          </div>
        `;
      case 'finished':
        return html`
          <div class="row">
            <span role="status">${state.reused ? t('This was found before.') : t('Finished.')}</span>
            <vscode-button secondary @click=${() => analysisHost.postMessage({ kind: 'openFile' })}>${t('Open {0}', this.file)}</vscode-button>
          </div>
        `;
      case 'cancelled':
        return html`<div class="notice cancelled" role="status"><p>${t('This was cancelled.')}</p><p>${t('Start the same again to go on where it stopped.')}</p></div>`;
      case 'failed':
        return html`
          <div class="notice failed" role="alert">
            <p>${state.error.happened} (${state.error.code})</p>
            <p>${state.error.action}</p>
            <p><vscode-button secondary @click=${() => analysisHost.postMessage({ kind: 'showLog' })}>${t('Open log')}</vscode-button></p>
          </div>
        `;
    }
  }
}
