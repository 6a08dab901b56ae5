import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property, state as reactive } from 'lit/decorators.js';
import type { Norm } from '../../src/protocol/norm';
import type { ImageShape } from '../../src/robustness/corruption';
import { typicalChange } from '../../src/robustness/preview';
import { normName } from '../components/figures';
import { epsilonOf, lawOf } from './columns';
import { controlStyles } from './controlStyles';
import { sameStrength } from './epsilonScale';
import { lastPlace, normAt, normFromText, placeOfNorm } from './normScale';
import type { PreviewSettings } from './settings';
import { SettingsChange } from './settingsChange';

/** The slider of p, from 0 to infinity, the field for an exact one, and Gaussian noise beside it. */
@customElement('lpr-norm-control')
export class NormControl extends LitElement {
  static override styles = [controlStyles, css`:host { flex: 2 1 18rem; } input[type='text'] { width: 4.5em; }`];

  @property({ attribute: false }) settings: PreviewSettings | undefined;
  @property({ attribute: false }) shape: ImageShape | undefined;
  @reactive() private invalid = false;

  override render(): unknown {
    const { settings } = this;
    if (settings === undefined) return html``;
    const { norm } = settings;
    return html`
      <div class="field">
        <label for="slider">${t('Norm (p from 0 to infinity)')}</label>
        <div class="line">
          <input id="slider" type="range" min="0" max=${lastPlace} .value=${String(placeOfNorm(norm))} aria-valuetext=${normName(norm)} @input=${this.slide} />
          <input type="text" aria-label=${t('p exactly: a number, inf or gaussian')} .value=${String(norm)} aria-invalid=${String(this.invalid)} @change=${this.type} />
          <label class="tick"><input type="checkbox" .checked=${norm === 'gaussian'} @change=${this.toggleGaussian} />${t('Gaussian')}</label>
        </div>
      </div>
    `;
  }

  private readonly slide = ({ target }: Event): void => {
    if (target instanceof HTMLInputElement) this.take(normAt(Number(target.value)));
  };

  private readonly type = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement)) return;
    const norm = normFromText(target.value);
    this.invalid = norm === undefined;
    if (norm !== undefined) this.take(norm);
  };

  private readonly toggleGaussian = ({ target }: Event): void => {
    if (target instanceof HTMLInputElement) this.take(target.checked ? 'gaussian' : 2);
  };

  /** The strength stays: an epsilon of one norm means something else under another. */
  private take(norm: Norm): void {
    const { settings, shape } = this;
    if (settings === undefined || shape === undefined || norm === settings.norm) return;
    this.invalid = false;
    const change = typicalChange(lawOf(settings), epsilonOf(settings, shape), shape);
    this.dispatchEvent(new SettingsChange({ norm, epsilon: sameStrength(change, lawOf({ ...settings, norm }), shape) }));
  }
}
