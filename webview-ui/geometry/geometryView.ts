import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, state as reactive } from 'lit/decorators.js';
import { toGeometryPanelSchema, type ToGeometryPanel } from '../../src/protocol/geometryMessages';
import { pageStyle } from '../components/pageStyle';
import { receiveMessages } from '../components/receiveMessages';
import './ballSamples';
import './lengths';
import { geometryHost, readNorm, savedField, saveField } from './geometryHost';
import './overlapExperiment';

/** The whole panel: what norm balls look like, how large they are, and how much of one lies in another. */
@customElement('lpr-geometry')
export class GeometryView extends LitElement {
  static override styles = [
    pageStyle,
    css`
      .balls { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(10rem, 100%), 1fr)); gap: 1rem; max-width: 70rem; }
    `,
  ];

  @reactive() private message: ToGeometryPanel | undefined;
  @reactive() private data = '';
  @reactive() private p = savedField('p', '0.7');
  @reactive() private sampling = savedField('sampling', 'ball');

  constructor() {
    super();
    receiveMessages(this, geometryHost, toGeometryPanelSchema, (message) => this.receive(message));
  }

  override render(): unknown {
    const own = readNorm(this.p, 0.1);
    return html`
      <main>
        <h1>${t('Geometry of norm balls')}</h1>
        <p class="subtitle">${t('What an epsilon means depends on the norm and on the number of values in an image. Here is how corruptions of different norms compare.')}</p>
        <section>
          <h2>${t('Samples in two dimensions')}</h2>
          <p class="hint">${t('1,200 corruptions each, by the sampler that evaluations draw with.')}</p>
          <div class="choices">
            <label>${t('Your own p')}<input type="text" inputmode="decimal" .value=${this.p} aria-invalid=${own === undefined} @input=${(event: Event) => this.change('p', event)} /></label>
            <label>${t('Law')}
              <select @change=${(event: Event) => this.change('sampling', event)}>
                <option value="ball" ?selected=${this.sampling === 'ball'}>${t('uniform in the ball')}</option>
                <option value="sphere" ?selected=${this.sampling === 'sphere'}>${t('on the sphere')}</option>
              </select>
            </label>
          </div>
          ${own === undefined ? html`<p role="alert">${t('p is a number from 0.1 to 1000, or inf.')}</p>` : html``}
          <div class="balls">
            <lpr-ball-samples .norm=${0.5} sampling="sphere"></lpr-ball-samples>
            <lpr-ball-samples .norm=${1} sampling="ball"></lpr-ball-samples>
            <lpr-ball-samples .norm=${2} sampling="ball"></lpr-ball-samples>
            <lpr-ball-samples .norm=${10} sampling="sphere"></lpr-ball-samples>
            ${own === undefined ? html`` : html`<lpr-ball-samples .norm=${own} sampling=${this.sampling}></lpr-ball-samples>`}
          </div>
        </section>
        <section><lpr-lengths></lpr-lengths></section>
        <section><lpr-overlap-experiment .data=${this.data} .message=${this.message}></lpr-overlap-experiment></section>
      </main>
    `;
  }

  private change(field: 'p' | 'sampling', { target }: Event): void {
    if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
    this[field] = target.value;
    saveField(field, target.value);
  }

  private receive(message: ToGeometryPanel): void {
    if (message.kind === 'data') {
      this.data = message.data;
      saveField('data', this.data);
    } else this.message = message;
  }
}
