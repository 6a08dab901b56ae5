import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, state as reactive } from 'lit/decorators.js';
import '../components/dataTable';
import { pageStyle } from '../components/pageStyle';
import { ballRows, lengthTable, thresholdTable, type BallRow, type ReferenceBall } from './ballFigures';
import { readNorm, readPositive, savedField, saveField } from './geometryHost';

/** Numbers of values that are usual in images, as height x width x channels. */
const usual = ['28x28x1', '32x32x3', '64x64x3', '224x224x3'];
const largestDimension = 1 << 20;

/** Volumes, lengths in other norms, and thresholds, of one ball. */
@customElement('lpr-lengths')
export class Lengths extends LitElement {
  static override styles = [
    pageStyle,
    css`
      :host { max-width: none; margin: 0; padding: 0; }
      lpr-data-table { display: block; margin-bottom: 1.25rem; }
    `,
  ];

  @reactive() private norm = savedField('norm', '2');
  @reactive() private epsilon = savedField('epsilon', '4');
  @reactive() private size = savedField('size', '32x32x3');
  @reactive() private rows: readonly BallRow[] = [];
  private computing: Generator<BallRow> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.compute();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.computing = undefined;
  }

  override render(): unknown {
    const ball = this.ball();
    return html`
      <h2>${t('Lengths, volumes and thresholds')}</h2>
      <p class="hint">${t('In high dimension nearly every corruption of a ball has almost the same length in any other norm, so that one ball holds nearly all of another, or nothing of it. Before clipping.')}</p>
      <div class="choices">
        ${this.field('norm', t('Norm'))} ${this.field('epsilon', t('Epsilon'))}
        <label>${t('Image size')}<input type="text" list="sizes" .value=${this.size} @input=${(event: Event) => this.change('size', event)} /><datalist id="sizes">${usual.map((size) => html`<option value=${size}></option>`)}</datalist></label>
      </div>
      ${ball === undefined
        ? html`<p role="alert">${t('The norm is a number from 0.1 to 1000, or inf; epsilon is above 0; the size is height x width x channels, or a number of values.')}</p>`
        : html`
            <lpr-data-table .table=${lengthTable(ball, this.rows)} label=${t('Expected lengths and volumes')}></lpr-data-table>
            <lpr-data-table .table=${thresholdTable(ball, this.rows)} label=${t('Radii at which one ball lies in another')}></lpr-data-table>
          `}
    `;
  }

  private field(name: 'norm' | 'epsilon', label: string) {
    return html`<label>${label}<input type="text" inputmode="decimal" .value=${this[name]} @input=${(event: Event) => this.change(name, event)} /></label>`;
  }

  private change(name: 'norm' | 'epsilon' | 'size', { target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    this[name] = target.value;
    saveField(name, target.value);
    this.compute();
  }

  private ball(): ReferenceBall | undefined {
    const [norm, epsilon] = [readNorm(this.norm, 0.1), readPositive(this.epsilon)];
    const dimensions = this.size.split(/[x\u00d7*]/).reduce((product, part) => product * (readPositive(part) ?? NaN), 1);
    return norm === undefined || epsilon === undefined || !Number.isInteger(dimensions) || dimensions > largestDimension ? undefined : { norm, epsilon, dimensions };
  }

  /** Row by row, so that the page answers in between. A newer choice ends an older computation. */
  private compute(): void {
    const ball = this.ball();
    this.rows = [];
    this.computing = ball === undefined ? undefined : ballRows(ball);
    const { computing } = this;
    const step = (): void => {
      if (computing === undefined || this.computing !== computing) return;
      const next = computing.next();
      if (next.done === true) return;
      this.rows = [...this.rows, next.value];
      setTimeout(step);
    };
    setTimeout(step, 200); // typing goes on
  }
}
