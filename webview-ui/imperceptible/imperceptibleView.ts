import { t } from '@vscode/l10n';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, state as reactive } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { toImperceptiblePanelSchema, type FromImperceptiblePanel, type ImperceptibleOrder, type OwnImperceptibleSet, type OwnStrength, type ToImperceptiblePanel } from '../../src/protocol/imperceptible';
import type { Picture } from '../../src/protocol/separation';
import type { KnownSeparation } from '../../src/protocol/separationMessages';
import { errorProbability } from '../../src/robustness/imperceptible/blindComparison';
import '../components/dataTable';
import type { TextTable } from '../components/dataTable';
import { count, epsilonText, normName, percent } from '../components/figures';
import { labelSafetyNote, labelSafetyStyle } from '../components/labelSafetyNote';
import { pageStyle } from '../components/pageStyle';
import '../components/pictureView';
import { vsCodeApi } from '../components/vsCodeApi';
import { receiveMessages } from '../components/receiveMessages';
import { openSearch, shownTrial, withAnswer } from './comparison';

interface SavedComparison {
  readonly size?: string;
  /** From which VS Code fills the panel after a reload of the window. */
  readonly order?: ImperceptibleOrder;
}

const host = vsCodeApi<FromImperceptiblePanel, SavedComparison>();
const save = (change: SavedComparison) => host.setState({ ...host.getState(), ...change });
const sizes = ['1', '4', '8', '12', '16'];

/** The blind comparison: two pictures, one question, the arrow keys. */
@customElement('lpr-imperceptible')
export class ImperceptibleView extends LitElement {
  static override styles = [
    pageStyle,
    labelSafetyStyle,
    css`
      .pair { display: flex; flex-wrap: wrap; gap: 3rem; justify-content: center; margin: 1.5rem 0; }
      .side { display: flex; flex-direction: column; align-items: center; gap: 0.75rem; }
      .question { text-align: center; font-size: 1.2em; margin: 1rem 0 0; }
      .stage:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 6px; }
      .stage { outline-offset: 6px; }
      .actions { display: flex; flex-wrap: wrap; gap: 0.75rem; margin-top: 1rem; }
      .notice { border-left: 3px solid var(--vscode-errorForeground); padding: 0.5rem 0.75rem; overflow-wrap: anywhere; }
      progress { width: 100%; height: 0.4rem; appearance: none; border: 1px solid var(--vscode-contrastBorder, transparent); }
      progress::-webkit-progress-bar { background: var(--vscode-scrollbarSlider-background, transparent); }
      progress::-webkit-progress-value { background: var(--vscode-progressBar-background); }
    `,
  ];

  @reactive() private message: ToImperceptiblePanel | undefined;
  @reactive() private set: OwnImperceptibleSet | undefined;
  @reactive() private size = host.getState()?.size ?? '8';
  private pictures: readonly Picture[] = [];
  private separations: readonly KnownSeparation[] = [];

  constructor() {
    super();
    receiveMessages(this, host, toImperceptiblePanelSchema, (message) => this.receive(message));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.press);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.press);
  }

  override render(): unknown {
    const { message, set } = this;
    if (message === undefined) return html``;
    return html`
      <main>
        <h1>${t('Choose imperceptible corruptions')}</h1>
        <p class="subtitle">${t('Of two pictures one is corrupted. Say which; where you cannot tell, guess. From your answers follows, for each norm, an epsilon that you cannot see.')}</p>
        ${message.kind === 'working' ? html`<p role="status">${message.message}</p>` : html``}
        ${message.kind === 'failed' ? html`<div class="notice" role="alert"><p>${message.happened} (${message.code})</p><p>${message.action}</p></div>` : html``}
        ${set === undefined ? html`` : openSearch(set) === undefined ? this.results(set) : this.question(set)}
      </main>
    `;
  }

  private question(set: OwnImperceptibleSet) {
    const index = openSearch(set) ?? 0;
    const strength = set.strengths[index];
    const trial = strength === undefined ? undefined : shownTrial(set, strength, this.pictures);
    if (strength === undefined || trial === undefined) return html``;
    const width = set.width * Number(this.size);
    const side = (name: string, picture: typeof trial.left, where: 'left' | 'right') => html`
      <div class="side">
        <lpr-picture .shownWidth=${width} .pixels=${picture} label=${name}></lpr-picture>
        <vscode-button secondary @click=${() => this.answer(where)}>${where === 'left' ? t('Left (\u2190)') : t('Right (\u2192)')}</vscode-button>
      </div>
    `;
    return html`
      <p>${t('Norm {0} of {1}: {2}. Question {3}.', index + 1, set.strengths.length, normName(strength.norm), strength.answers.length + 1)}</p>
      <progress max=${set.strengths.length} .value=${index} aria-label=${t('Norms that are done')}></progress>
      <p class="question" id="question">${t('Which picture is corrupted?')}</p>
      <div class="pair stage" tabindex="0" role="group" aria-labelledby="question">
        ${side(t('Left picture'), trial.left, 'left')} ${side(t('Right picture'), trial.right, 'right')}
      </div>
      <div class="choices">
        <label>${t('Enlarged')}
          <select @change=${(event: Event) => this.resize(event)}>${sizes.map((size) => html`<option value=${size} ?selected=${size === this.size}>${size === '1' ? t('not at all') : t('{0} times', size)}</option>`)}</select>
        </label>
      </div>
      <p class="hint">${t('About 50 questions a norm. Your answers are kept: close the panel whenever you like, and go on later.')}</p>
    `;
  }

  private results(set: OwnImperceptibleSet) {
    return html`
      <section>
        <h2>${t('Your imperceptible corruptions, for images of {0} x {1} x {2}', set.height, set.width, set.channels)}</h2>
        <p class="hint">${t('At the epsilon of each norm your answers were those of someone who guesses. An epsilon at which you see the corruption in three of four pictures or more is chosen with a probability of at most {0} a norm.', percent(errorProbability))}</p>
        <lpr-data-table .table=${resultTable(set)} label=${t('Imperceptible corruptions')}></lpr-data-table>
        <ul>${set.strengths.map(({ norm, epsilon }) => this.safety(norm, epsilon))}</ul>
        <p>${t('An experiment uses them for iCE with "imperceptible": "workspace".')}</p>
      </section>
      <div class="actions">
        <vscode-button secondary @click=${() => host.postMessage({ kind: 'restart', chooseData: false })}>${t('Start again')}</vscode-button>
        <vscode-button secondary @click=${() => host.postMessage({ kind: 'restart', chooseData: true })}>${t('Start again with other images')}</vscode-button>
      </div>
    `;
  }

  private safety(norm: OwnStrength['norm'], epsilon: OwnStrength['epsilon']) {
    const note = typeof epsilon === 'number' ? labelSafetyNote(norm, epsilon, this.separations) : nothing;
    return note === nothing ? nothing : html`<li>${note}</li>`;
  }

  private resize({ target }: Event): void {
    if (!(target instanceof HTMLSelectElement)) return;
    this.size = target.value;
    save({ size: this.size });
  }

  private answer(side: 'left' | 'right'): void {
    const { set } = this;
    const index = set === undefined ? undefined : openSearch(set);
    const strength = index === undefined ? undefined : set?.strengths[index];
    if (set === undefined || index === undefined || strength === undefined) return;
    const trial = shownTrial(set, strength, this.pictures);
    if (trial === undefined) return;
    this.set = withAnswer(set, index, trial.corruptedSide === side);
    host.postMessage({ kind: 'save', set: this.set });
  }

  /** Arrow keys answer, but not where they choose in a list. */
  private readonly press = (event: KeyboardEvent): void => {
    const isInList = event.composedPath()[0] instanceof HTMLSelectElement;
    if (isInList || event.repeat || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowLeft') this.answer('left');
    else if (event.key === 'ArrowRight') this.answer('right');
  };

  private receive(message: ToImperceptiblePanel): void {
    this.message = message;
    if (message.kind !== 'compare') return;
    save({ order: message.order });
    this.pictures = message.pictures;
    this.separations = message.separations;
    this.set = message.set;
  }
}

function resultTable({ strengths }: OwnImperceptibleSet): TextTable {
  return {
    headings: [t('Norm'), t('Your epsilon'), t('Epsilon of the suite'), t('Right answers')],
    rows: strengths.map(({ norm, epsilon, anchor, answers }) => [
      normName(norm),
      typeof epsilon === 'number' ? epsilonText(epsilon) : t('even the weakest was seen'),
      epsilonText(anchor),
      t('{0} of {1}', count(answers.replaceAll('w', '').length), count(answers.length)),
    ]),
  };
}
