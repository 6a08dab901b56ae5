import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { ReportPanelState } from '../../src/protocol/webviewMessages';
import { vsCode } from '../components/vsCodeApi';

/** How far the run is, or how it ended. */
@customElement('lpr-run-status')
export class RunStatus extends LitElement {
  static override styles = css`
    vscode-button { --vscode-button-border: var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent)); }
    .row { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; }
    .notice { border-left: 3px solid; padding: 0.5rem 0.75rem; background: var(--vscode-textBlockQuote-background, transparent); overflow-wrap: anywhere; }
    .failed { border-color: var(--vscode-errorForeground); }
    .cancelled { border-color: var(--vscode-editorWarning-foreground, currentColor); }
    progress { flex: 1 1 10rem; height: 0.4rem; appearance: none; border: 1px solid var(--vscode-contrastBorder, transparent); }
    progress::-webkit-progress-bar { background: var(--vscode-scrollbarSlider-background, transparent); }
    progress::-webkit-progress-value { background: var(--vscode-progressBar-background); }
    p { margin: 0 0 0.5rem; }
    p:last-child { margin: 0; }
  `;

  @property({ attribute: false }) state: ReportPanelState | undefined;

  override render(): unknown {
    const { state } = this;
    switch (state?.kind) {
      case undefined:
        return html``;
      case 'running':
        return html`
          <div class="row">
            <progress aria-label="Progress of the evaluation" max="1" .value=${state.fraction ?? 0}></progress>
            <span>${[state.message, state.timeLeft].filter(Boolean).join(', ')}</span>
            <vscode-button secondary @click=${() => vsCode.postMessage({ kind: 'cancel' })}>Cancel</vscode-button>
          </div>
        `;
      case 'finished':
        return html`
          <div class="row">
            <span role="status">${state.reused ? 'This evaluation was finished before.' : 'The evaluation is finished.'}</span>
            <vscode-button secondary @click=${() => vsCode.postMessage({ kind: 'openFile' })}>Open report.json</vscode-button>
          </div>
        `;
      case 'cancelled':
        return html`
          <div class="notice cancelled" role="status">
            <p>The evaluation was cancelled. ${state.report === undefined ? '' : 'The figures below are of the images finished until then.'}</p>
            <p>Start the same evaluation again to go on where it stopped.</p>
          </div>
        `;
      case 'failed':
        return html`
          <div class="notice failed" role="alert">
            <p>${state.error.happened} (${state.error.code})</p>
            <p>${state.error.action}</p>
            <p><vscode-button secondary @click=${() => vsCode.postMessage({ kind: 'showLog' })}>Open log</vscode-button></p>
          </div>
        `;
    }
  }
}
