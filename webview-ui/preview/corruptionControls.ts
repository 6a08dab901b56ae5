import { t } from '@vscode/l10n';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { commonCorruptionNameSchema, severitySchema } from '../../src/protocol/commonCorruption';
import { maximumSeed } from '../../src/protocol/norm';
import type { OpenedPreview } from '../../src/protocol/previewRequests';
import type { ImageShape } from '../../src/robustness/corruption';
import { commonName } from './columns';
import { controlStyles } from './controlStyles';
import './epsilonControl';
import './normControl';
import type { PreviewSettings } from './settings';
import { SettingsChange } from './settingsChange';

/** What the images are corrupted with, and what differs from column to column. */
@customElement('lpr-corruption-controls')
export class CorruptionControls extends LitElement {
  static override styles = [controlStyles, css`.row + .row { margin-top: 0.7rem; } .seed { width: 7em; } .draw { width: 4.5em; }`];

  @property({ attribute: false }) settings: PreviewSettings | undefined;
  @property({ attribute: false }) shape: ImageShape | undefined;

  @property({ attribute: false }) imperceptible: OpenedPreview['imperceptible'] = [];

  override render(): unknown {
    const { settings } = this;
    if (settings === undefined) return html``;
    return html`
      <div class="row">
        <fieldset>
          <legend>${t('Corruption')}</legend>
          <div class="line">
            ${this.kindChoice(settings, 'noise', t('Lp noise'))} ${this.kindChoice(settings, 'common', t('common'))}
          </div>
        </fieldset>
        ${settings.kind === 'noise' ? this.noise(settings) : this.common(settings)}
      </div>
      <div class="row">
        ${settings.kind === 'noise' ? this.noiseLaw(settings) : html``} ${this.across(settings)}
        ${this.number('seed', t('Seed'), settings.seed, maximumSeed)} ${this.number('draw', t('Draw'), settings.draw, 1_000_000)}
      </div>
    `;
  }

  private kindChoice({ kind }: PreviewSettings, value: PreviewSettings['kind'], label: string): TemplateResult {
    return html`<label><input type="radio" name="kind" .checked=${kind === value} @change=${() => this.change({ kind: value })} />${label}</label>`;
  }

  private noise(settings: PreviewSettings): TemplateResult {
    return html`
      <lpr-norm-control .settings=${settings} .shape=${this.shape}></lpr-norm-control>
      <lpr-epsilon-control .settings=${settings} .shape=${this.shape} .imperceptible=${this.imperceptible}></lpr-epsilon-control>
    `;
  }

  private common({ corruption, severity, commonAcross }: PreviewSettings): TemplateResult {
    const isOne = commonAcross === 'severities';
    return html`
      <div class="field">
        <label for="name">${t('Common corruption')}</label>
        <select id="name" ?disabled=${!isOne} .value=${corruption} @change=${(event: Event) => this.change({ corruption: commonCorruptionNameSchema.parse(textOf(event)) })}>
          ${commonCorruptionNameSchema.options.map((name) => html`<option value=${name} ?selected=${name === corruption}>${commonName(name)}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="severity">${t('Severity, 1 to 5')}</label>
        <input id="severity" type="range" min="1" max="5" ?disabled=${isOne} .value=${String(severity)} @input=${(event: Event) => this.change({ severity: severitySchema.parse(Number(textOf(event))) })} />
      </div>
    `;
  }

  private noiseLaw({ norm, sampling, unit }: PreviewSettings): TemplateResult {
    const [ball, sphere] = samplingNames(norm);
    return html`
      <div class="field">
        <label for="sampling">${norm === 0 ? t('New values') : t('Sampling')}</label>
        <select id="sampling" ?disabled=${norm === 'gaussian'} .value=${sampling} @change=${(event: Event) => this.change({ sampling: textOf(event) === 'sphere' ? 'sphere' : 'ball' })}>
          <option value="ball" ?selected=${sampling === 'ball'}>${ball}</option>
          <option value="sphere" ?selected=${sampling === 'sphere'}>${sphere}</option>
        </select>
      </div>
      ${norm !== 0
        ? html``
        : html`<div class="field">
            <label for="unit">${t('Replaced')}</label>
            <select id="unit" .value=${unit} @change=${(event: Event) => this.change({ unit: textOf(event) === 'pixel' ? 'pixel' : 'element' })}>
              <option value="element" ?selected=${unit === 'element'}>${t('single values')}</option>
              <option value="pixel" ?selected=${unit === 'pixel'}>${t('whole pixels')}</option>
            </select>
          </div>`}
    `;
  }

  private across(settings: PreviewSettings): TemplateResult {
    const [value, offers] =
      settings.kind === 'noise'
        ? [settings.across, [['epsilons', t('rising epsilon')], ['norms', t('norms of equal strength')], ['draws', t('draws')]]]
        : [settings.commonAcross, [['severities', t('rising severity')], ['corruptions', t('all 19 corruptions')]]];
    return html`
      <div class="field">
        <label for="across">${t('Columns')}</label>
        <select id="across" .value=${value} @change=${this.chooseAcross}>
          ${offers.map(([name, label]) => html`<option value=${name ?? ''} ?selected=${name === value}>${label}</option>`)}
        </select>
      </div>
    `;
  }

  private number(name: 'seed' | 'draw', label: string, value: number, largest: number): TemplateResult {
    return html`
      <div class="field">
        <label for=${name}>${label}</label>
        <input id=${name} class=${name} type="number" min="0" max=${largest} step="1" .value=${String(value)} @input=${(event: Event) => this.takeWhole(name, textOf(event), largest)} />
      </div>
    `;
  }

  private takeWhole(name: 'seed' | 'draw', text: string, largest: number): void {
    const value = text.trim() === '' ? NaN : Number(text);
    if (Number.isInteger(value) && value >= 0 && value <= largest) this.change({ [name]: value });
  }

  private readonly chooseAcross = (event: Event): void => {
    const value = textOf(event);
    if (value === 'epsilons' || value === 'norms' || value === 'draws') this.change({ across: value });
    if (value === 'severities' || value === 'corruptions') this.change({ commonAcross: value });
  };

  private change(change: Partial<PreviewSettings>): void {
    this.dispatchEvent(new SettingsChange(change));
  }
}

function samplingNames(norm: PreviewSettings['norm']): readonly [string, string] {
  if (norm === 0) return [t('any grey value'), t('0 or 1')];
  if (norm === 'inf') return [t('in the cube'), t('its corners')];
  return [t('in the ball'), t('on the sphere')];
}

const textOf = ({ target }: Event): string => (target instanceof HTMLInputElement || target instanceof HTMLSelectElement ? target.value : '');
