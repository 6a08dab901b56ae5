import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property, state as reactive } from 'lit/decorators.js';
import { maximumEpsilon } from '../../src/robustness/corruption';
import type { ImageShape } from '../../src/robustness/corruption';
import type { OpenedPreview } from '../../src/protocol/previewRequests';
import { epsilonMeaning, epsilonText } from '../components/figures';
import { epsilonOf, lawOf } from './columns';
import { controlStyles } from './controlStyles';
import { epsilonAt, epsilonRange, placeOf } from './epsilonScale';
import type { PreviewSettings } from './settings';
import { SettingsChange } from './settingsChange';
import { weakRange } from './weakRange';

const lastPlace = 1000;

/** The slider of epsilon, with the range that is too weak to see marked below it, and the field for an exact one. */
@customElement('lpr-epsilon-control')
export class EpsilonControl extends LitElement {
  static override styles = [
    controlStyles,
    css`
      :host { flex: 2 1 20rem; }
      .slider { position: relative; flex: 1 1 auto; min-width: 7rem; }
      .slider input { width: 100%; display: block; }
      .weak { position: absolute; bottom: 0; left: 8px; right: 8px; height: 4px; border-radius: 2px; background: var(--vscode-scrollbarSlider-background, transparent); overflow: hidden; pointer-events: none; }
      .weak i { display: block; width: var(--weak, 0); height: 100%; background: var(--preview-weak); }
      .scale { width: auto; }
    `,
  ];

  @property({ attribute: false }) settings: PreviewSettings | undefined;
  @property({ attribute: false }) shape: ImageShape | undefined;
  @property({ attribute: false }) imperceptible: OpenedPreview['imperceptible'] = [];
  @reactive() private invalid = false;

  override render(): unknown {
    const { settings, shape } = this;
    if (settings === undefined || shape === undefined) return html``;
    const law = lawOf(settings);
    const range = epsilonRange(law, shape);
    const epsilon = epsilonOf(settings, shape);
    return html`
      <div class="field">
        <label for="slider">${t('Epsilon ({0})', epsilonMeaning(law.norm))}</label>
        <div class="line">
          <div class="slider">
            <input id="slider" type="range" min="0" max=${lastPlace} .value=${String(Math.round(lastPlace * placeOf(epsilon, range, settings.scale)))}
              aria-valuetext=${epsilonText(epsilon)} @input=${this.slide} />
            <div class="weak" aria-hidden="true"><i></i></div>
          </div>
          <input type="text" inputmode="decimal" aria-label=${t('Epsilon, exactly')} .value=${String(epsilon)} aria-invalid=${String(this.invalid)} @change=${this.type} />
          <select class="scale" aria-label=${t('Scale of the epsilon slider')} .value=${settings.scale} @change=${this.rescale}>
            <option value="linear">${t('linear')}</option>
            <option value="log">${t('logarithmic')}</option>
          </select>
        </div>
      </div>
    `;
  }

  override updated(): void {
    const { settings, shape } = this;
    if (settings === undefined || shape === undefined) return;
    const law = lawOf(settings);
    const weak = weakRange(law.norm, shape, this.imperceptible);
    const share = weak === undefined ? 0 : placeOf(weak.upTo, epsilonRange(law, shape), settings.scale);
    // Not as an attribute, which the page's policy would refuse.
    this.style.setProperty('--weak', `${100 * share}%`);
  }

  private readonly slide = ({ target }: Event): void => {
    const { settings, shape } = this;
    if (!(target instanceof HTMLInputElement) || settings === undefined || shape === undefined) return;
    this.invalid = false;
    const range = epsilonRange(lawOf(settings), shape);
    this.dispatchEvent(new SettingsChange({ epsilon: epsilonAt(Number(target.value) / lastPlace, range, settings.scale) }));
  };

  private readonly type = ({ target }: Event): void => {
    const { settings } = this;
    if (!(target instanceof HTMLInputElement) || settings === undefined) return;
    const epsilon = Number(target.value);
    this.invalid = !(target.value.trim() !== '' && epsilon > 0 && epsilon <= maximumEpsilon(settings.norm));
    if (!this.invalid) this.dispatchEvent(new SettingsChange({ epsilon }));
  };

  private readonly rescale = ({ target }: Event): void => {
    if (target instanceof HTMLSelectElement) this.dispatchEvent(new SettingsChange({ scale: target.value === 'log' ? 'log' : 'linear' }));
  };
}
