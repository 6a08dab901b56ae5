import { t } from '@vscode/l10n';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { FromTrainingPanel, ShownTraining } from '../../src/protocol/trainingPanelMessages';
import { count, measured, percent } from '../components/figures';
import { lineKey } from '../components/lineKey';
import { statusStyle } from '../components/statusStyle';
import { onThemeChange } from '../components/themeColours';
import { host } from './host';

/** The user wants a training's curves, or no longer. */
export class TickEvent extends Event {
  static readonly type = 'lpr-tick';

  constructor(
    readonly training: string,
    readonly isTicked: boolean,
  ) {
    super(TickEvent.type, { bubbles: true, composed: true });
  }
}

type Action = Extract<FromTrainingPanel, { kind: 'act' }>['action'];

/** One training: its tick, how far it is, what it comes to just now, and what can be done about it. */
@customElement('lpr-training-card')
export class TrainingCard extends LitElement {
  static override styles = [
    statusStyle,
    css`
      :host { display: block; }
      .head { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 1rem; }
      label { display: inline-flex; align-items: center; gap: 0.5rem; flex: 1 1 18rem; min-width: 0; overflow-wrap: anywhere; }
      input { width: 1.1rem; height: 1.1rem; margin: 0; accent-color: var(--vscode-button-background, currentColor); flex: none; }
      input:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
      :host-context(.vscode-dark) input, :host-context(.vscode-high-contrast:not(.vscode-high-contrast-light)) input { color-scheme: dark; }
      strong { font-weight: 600; margin-right: 0.35rem; }
      svg { flex: none; }
      .faint { color: var(--vscode-descriptionForeground); }
      .actions { display: flex; flex-wrap: wrap; gap: 0.5rem; }
      .going { margin-top: 0.4rem; padding-left: 1.6rem; }
      .now { font-variant-numeric: tabular-nums; }
      .notice { margin: 0.5rem 0 0 1.6rem; }
      .notice p:last-child { margin: 0; }
    `,
  ];

  @property({ attribute: false }) shown: ShownTraining | undefined;
  /** Number of its colour and marker; undefined where it is not ticked. */
  @property({ attribute: false }) group: number | undefined;
  /** Whether anything may be trained here. */
  @property({ attribute: false }) trusted = false;

  constructor() {
    super();
    onThemeChange(this);
  }

  override render(): unknown {
    const { shown, group } = this;
    if (shown === undefined) return nothing;
    const { training, name, description } = shown;
    const tick = ({ target }: Event): void => {
      if (target instanceof HTMLInputElement) this.dispatchEvent(new TickEvent(training.folder, target.checked));
    };
    return html`
      <div class="head">
        <label><input type="checkbox" .checked=${group !== undefined} @change=${tick} />${group === undefined ? nothing : lineKey(group)}<span><strong>${name}</strong> <span class="faint">${description}</span></span></label>
        <span class="actions">${this.actions(shown)}</span>
      </div>
      ${training.state.kind === 'running' ? this.going(shown) : nothing} ${training.state.kind === 'failed' ? this.failure(training.state.error) : nothing}
    `;
  }

  private actions({ training, name, canResume }: ShownTraining) {
    const { folder, state, trained, file } = training;
    const isHere = state.kind === 'running' && state.isHere;
    const button = (action: Action, text: string) => html`<vscode-button secondary aria-label=${`${text}: ${name}`} @click=${() => host.postMessage({ kind: 'act', training: folder, action })}>${text}</vscode-button>`;
    return [
      ...(isHere && !state.isPaused ? [button('pause', t('Pause'))] : []),
      ...(canResume && this.trusted ? [button('resume', t('Resume'))] : []),
      ...(isHere ? [button('stop', t('Stop'))] : []),
      ...(trained !== null && state.kind !== 'running' && this.trusted ? [button('evaluate', state.kind === 'failed' ? t('Evaluate the kept model') : t('Evaluate'))] : []),
      ...(file === null ? [] : [button('openFile', t('Open file'))]),
    ];
  }

  private going({ training, share, timeLeft, name }: ShownTraining) {
    const { state } = training;
    const moment = state.kind === 'running' ? state.moment : null;
    const now = moment === null ? [] : [t('loss {0}', measured(moment.loss)), t('{0} right so far in this epoch', percent(moment.accuracy)), t('learning rate {0}', measured(moment.learningRate)), t('{0} images a second', count(moment.imagesPerSecond)), timeLeft];
    return html`<div class="row going"><progress aria-label=${t('Progress of {0}', name)} max="1" .value=${share}></progress><span class="now">${[percent(share), ...now].filter(Boolean).join(' \u00b7 ')}</span></div>`;
  }

  private failure({ code, happened, action }: { code: string; happened: string; action: string }) {
    return html`
      <div class="notice failed" role="alert">
        <p>${happened} (${code})</p>
        <p>${action}</p>
      </div>
    `;
  }
}
