import { t } from '@vscode/l10n';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state as reactive } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { MeasuredOverlap, ToGeometryPanel } from '../../src/protocol/geometryMessages';
import type { KnownSeparation } from '../../src/protocol/separationMessages';
import { corrupt, drawUnitSample } from '../../src/robustness/corruption';
import type { RadialNorm } from '../../src/robustness/geometry/moments';
import '../components/dataTable';
import { measured, normName } from '../components/figures';
import { labelSafetyNote, labelSafetyStyle } from '../components/labelSafetyNote';
import { pageStyle } from '../components/pageStyle';
import { bytesOf } from '../components/pictureView';
import '../components/plotChart';
import { geometryHost, readNorm, readPositive, savedField, saveField } from './geometryHost';
import { halfRadius, overlapPlot, overlapTable } from './overlapPlot';

type Field = 'inner' | 'outer' | 'outerEpsilon' | 'image' | 'split' | 'count' | 'seed';
const defaults: Readonly<Record<Field, string>> = { inner: '1', outer: '2', outerEpsilon: '4', image: '0', split: 'test', count: '1000', seed: '1' };

/** The overlap experiment for an image of the user's, and any pair of norms. */
@customElement('lpr-overlap-experiment')
export class OverlapExperiment extends LitElement {
  static override styles = [
    pageStyle,
    labelSafetyStyle,
    css`
      :host { max-width: none; margin: 0; padding: 0; }
      .pictures { display: flex; flex-wrap: wrap; gap: 1.25rem; margin: 1rem 0; }
      figure { margin: 0; max-width: 12rem; overflow-wrap: anywhere; }
      .small input { width: 6rem; }
      .small .check { flex-direction: row; align-items: center; gap: 0.4rem; }
      .small .check input { width: auto; }
      .notice { border-left: 3px solid var(--vscode-errorForeground); padding: 0.5rem 0.75rem; overflow-wrap: anywhere; }
      lpr-data-table { display: block; margin-top: 1rem; }
    `,
  ];

  @property() data = '';
  @property({ attribute: false }) message: ToGeometryPanel | undefined;
  @reactive() private laplaceBug = savedField('laplaceBug', '') !== '';
  @reactive() private fields: Readonly<Record<Field, string>> = Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, savedField(name, value)])) as Record<Field, string>;

  override render(): unknown {
    const { message, data } = this;
    const question = this.question();
    return html`
      <h2>${t('How much of one ball lies in another')}</h2>
      <p class="hint">${t('Corruptions of both balls around an image of yours are drawn, clipped and measured in the other norm.')}</p>
      <p>${data === '' ? t('No images are chosen.') : t('Images: {0}', data)} <vscode-button secondary @click=${() => geometryHost.postMessage({ kind: 'chooseData' })}>${t('Choose images')}</vscode-button></p>
      <div class="choices small">
        <label>${t('Split')}
          <select @change=${(event: Event) => this.change('split', event)}>${['test', 'train'].map((split) => html`<option value=${split} ?selected=${this.fields.split === split}>${split}</option>`)}</select>
        </label>
        ${this.field('image', t('Image'))} ${this.field('inner', t('Norm p'))} ${this.field('outer', t('Other norm q'))} ${this.field('outerEpsilon', t('Radius of q'))} ${this.field('count', t('Samples'))} ${this.field('seed', t('Seed'))}
        <label class="check"><input type="checkbox" .checked=${this.laplaceBug} @change=${(event: Event) => this.changeSampler(event)} />${t("Sampler of the paper's first version")}</label>
        ${message?.kind === 'working'
          ? html`<vscode-button secondary @click=${() => geometryHost.postMessage({ kind: 'cancel' })}>${t('Cancel')}</vscode-button>`
          : html`<vscode-button ?disabled=${question === undefined} @click=${() => this.measure()}>${t('Measure the overlap')}</vscode-button>`}
      </div>
      ${this.laplaceBug ? html`<p class="hint">${t('Its code drew Laplace numbers for every p between 0 and \u221e and divided them by their Lp norm, so that corruptions of all these norms point alike and differ in length alone.')}</p>` : nothing}
      ${question === undefined && data !== '' ? html`<p role="alert">${t('Norms are 0, a number from 0.1 to 1000, or inf; radii are above 0 (of L0 a fraction up to 1); samples 10 to 10,000.')}</p>` : html``}
      ${message?.kind === 'working' ? html`<p role="status">${message.message}</p>` : html``}
      ${message?.kind === 'failed' ? html`<div class="notice" role="alert"><p>${message.error.happened} (${message.error.code})</p><p>${message.error.action}</p></div>` : html``}
      ${message?.kind === 'overlap' ? result(message.overlap, message.separations) : html``}
    `;
  }

  private field(name: Field, label: string) {
    return html`<label>${label}<input type="text" inputmode="decimal" .value=${this.fields[name]} @input=${(event: Event) => this.change(name, event)} /></label>`;
  }

  private change(name: Field, { target }: Event): void {
    if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
    this.fields = { ...this.fields, [name]: target.value };
    saveField(name, target.value);
  }

  private changeSampler({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    this.laplaceBug = target.checked;
    saveField('laplaceBug', target.checked ? 'yes' : '');
  }

  private question(): MeasuredOverlap['question'] | undefined {
    const { inner, outer, outerEpsilon, image, split, count, seed } = this.fields;
    const [norm, otherNorm, epsilon] = [readNorm(inner, 0), readNorm(outer, 0), readPositive(outerEpsilon)];
    const whole = (text: string, from: number, to: number) => (/^\d{1,15}$/.test(text.trim()) && Number(text) >= from && Number(text) <= to ? Number(text) : undefined);
    const [place, samples, start] = [whole(image, 0, 1e9), whole(count, 10, 10_000), whole(seed, 0, Number.MAX_SAFE_INTEGER)];
    if (this.data === '' || norm === undefined || otherNorm === undefined || epsilon === undefined || place === undefined || samples === undefined || start === undefined) return undefined;
    if (otherNorm === 0 && epsilon > 1) return undefined;
    return { data: this.data, split: split === 'train' ? 'train' : 'test', image: place, norm, other: { norm: otherNorm, epsilon }, sampling: 'ball', laplaceBug: this.laplaceBug, count: samples, seed: start };
  }

  private measure(): void {
    const question = this.question();
    if (question !== undefined) geometryHost.postMessage({ kind: 'measure', question });
  }
}

function result(overlap: MeasuredOverlap, separations: readonly KnownSeparation[]) {
  const { norm, other } = overlap.question;
  return html`
    <lpr-plot-chart .plot=${overlapPlot(overlap)}></lpr-plot-chart>
    <lpr-data-table .table=${overlapTable(overlap)} label=${t('Shares of each ball in the other')}></lpr-data-table>
    <p class="hint">${labelSafetyNote(other.norm, other.epsilon, separations)} ${norm === other.norm ? nothing : labelSafetyNote(norm, halfRadius(overlap.leaving, overlap.question.count) ?? 0, separations)}</p>
    <div class="pictures">${pictures(overlap).map(({ caption, values, shape }) => html`<figure><lpr-picture .pixels=${{ ...shape, values }} label=${caption}></lpr-picture><figcaption>${caption}</figcaption></figure>`)}</div>
  `;
}

/** The image, and what a corruption of each ball looks like: of p at the radius where half of its samples are inside. */
function pictures({ question, picture, leaving }: MeasuredOverlap) {
  const { norm, other, seed, image, sampling, laplaceBug, count } = question;
  const { height, width, channels } = picture;
  const shape = { height, width, channels };
  const stored = bytesOf(picture.pixels);
  const clean = Float32Array.from(stored, (value) => value / 255);
  const corrupted = (of: RadialNorm, epsilon: number): Uint8Array => {
    const out = new Float32Array(clean.length);
    corrupt(clean, drawUnitSample({ norm: of, sampling, unit: 'element' }, shape, { seed, purpose: 'evaluation', image, draw: 0 }, { laplaceBug }), epsilon, out);
    return Uint8Array.from(out, (value) => Math.round(255 * value));
  };
  const half = halfRadius(leaving, count);
  const caption = (of: RadialNorm, epsilon: number): string => `${normName(of)} ${measured(epsilon)}`;
  return [
    { caption: t('Image {0}, {1}', image, picture.className), values: stored, shape },
    ...(half === undefined || half === 0 ? [] : [{ caption: caption(norm, half), values: corrupted(norm, half), shape }]),
    { caption: caption(other.norm, other.epsilon), values: corrupted(other.norm, other.epsilon), shape },
  ];
}
