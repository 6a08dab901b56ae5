import { t } from '@vscode/l10n';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { controlStyles } from './controlStyles';
import { captionSchema, type PreviewSettings } from './settings';
import { SettingsChange } from './settingsChange';

/** How the images are shown. */
@customElement('lpr-view-controls')
export class ViewControls extends LitElement {
  static override styles = [controlStyles, css`.gain { width: 5em; } .size { width: 8rem; flex: none; }`];

  @property({ attribute: false }) settings: PreviewSettings | undefined;

  override render(): unknown {
    const { settings } = this;
    if (settings === undefined) return html``;
    const { gain, caption, size, view } = settings;
    return html`
      <div class="row">
        <fieldset>
          <legend>${t('Show')}</legend>
          <div class="line">
            ${this.choice(settings, 'original', t('original'))} ${this.choice(settings, 'corrupted', t('corrupted'))} ${this.choice(settings, 'difference', t('difference'))}
          </div>
        </fieldset>
        <div class="field">
          <label for="gain">${t('Amplified by')}</label>
          <input id="gain" class="gain" type="number" min="1" max="1000" ?disabled=${view !== 'difference'} .value=${String(gain)} @input=${this.takeGain} />
        </div>
        <div class="field">
          <label for="caption">${t('Below each image')}</label>
          <select id="caption" .value=${caption} @change=${this.takeCaption}>
            ${captionSchema.options.map((name) => html`<option value=${name} ?selected=${name === caption}>${captionName(name)}</option>`)}
          </select>
        </div>
        <div class="field">
          <label for="size">${t('Size of the images')}</label>
          <input id="size" class="size" type="range" min="24" max="320" step="8" .value=${String(size)} @input=${this.takeSize} />
        </div>
      </div>
    `;
  }

  private choice(settings: PreviewSettings, view: PreviewSettings['view'], label: string): TemplateResult {
    return html`<label><input type="radio" name="view" .checked=${settings.view === view} @change=${() => this.change({ view })} />${label}</label>`;
  }

  private readonly takeGain = ({ target }: Event): void => {
    const gain = target instanceof HTMLInputElement ? Number(target.value) : NaN;
    if (gain > 0 && gain <= 1000) this.change({ gain });
  };

  private readonly takeCaption = ({ target }: Event): void => {
    const caption = captionSchema.safeParse(target instanceof HTMLSelectElement ? target.value : undefined);
    if (caption.success) this.change({ caption: caption.data });
  };

  private readonly takeSize = ({ target }: Event): void => {
    if (target instanceof HTMLInputElement) this.change({ size: Number(target.value) });
  };

  private change(change: Partial<PreviewSettings>): void {
    this.dispatchEvent(new SettingsChange(change));
  }
}

function captionName(caption: PreviewSettings['caption']): string {
  switch (caption) {
    case 'none':
      return t('nothing');
    case 'realised':
      return t('realised size');
    case 'clipped':
      return t('clipped values');
    case 'psnr':
      return 'PSNR';
    case 'ssim':
      return 'SSIM';
  }
}
