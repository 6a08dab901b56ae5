import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { ToPreviewPanel } from '../../src/protocol/previewMessages';
import { count } from '../components/figures';
import { controlStyles } from './controlStyles';
import { host } from './host';
import { rowsPerPage, type PreviewSettings } from './settings';
import { SettingsChange } from './settingsChange';

export type OpenedMessage = Extract<ToPreviewPanel, { kind: 'opened' }>;

/** The page of images that is shown: the place of its first one among how many. */
export interface ShownPage {
  readonly first: number;
  readonly count: number;
  readonly total: number;
}

/** What the preview is about, and which images of it are shown. */
@customElement('lpr-image-bar')
export class ImageBar extends LitElement {
  static override styles = [
    controlStyles,
    css`
      h1 { font-size: 1.25em; font-weight: 600; margin: 0; overflow-wrap: anywhere; }
      .about { color: var(--vscode-descriptionForeground); margin: 0; flex: 1 1 auto; overflow-wrap: anywhere; }
      .row { align-items: center; }
      .row.pages { align-items: end; margin-top: 0.7rem; }
      .index { width: 6.5em; }
      .place { font-variant-numeric: tabular-nums; min-height: 1.9em; display: inline-flex; align-items: center; }
    `,
  ];

  @property({ attribute: false }) about: OpenedMessage | undefined;
  @property({ attribute: false }) settings: PreviewSettings | undefined;
  @property({ attribute: false }) page: ShownPage | undefined;

  override render(): unknown {
    const { about, settings, page } = this;
    if (about === undefined || settings === undefined) return html``;
    const { opened, subject, dataName, modelName } = about;
    const split = subject.split === 'test' ? t('test split') : t('training split');
    const images = t('{0} images', count(opened.count));
    return html`
      <div class="row">
        <h1>${dataName}</h1>
        <p class="about">${modelName === null ? t('{0}, {1}, no model', split, images) : t('{0}, {1}, predicted by {2} ({3})', split, images, modelName, opened.model?.backend ?? '')}</p>
        <vscode-button secondary @click=${() => host.postMessage({ kind: 'choose', what: 'data' })}>${t('Other data')}</vscode-button>
        <vscode-button secondary @click=${() => host.postMessage({ kind: 'choose', what: 'split' })}>${t('Other split')}</vscode-button>
        <vscode-button secondary @click=${() => host.postMessage({ kind: 'choose', what: 'model' })}>${modelName === null ? t('Choose a model') : t('Other model')}</vscode-button>
      </div>
      <div class="row pages">
        <vscode-button secondary aria-label=${t('Previous images')} ?disabled=${page === undefined || page.first === 0} @click=${() => this.turn(-1)}>${t('Previous')}</vscode-button>
        <span class="place" role="status">${page === undefined ? '' : placeText(page, settings.image)}</span>
        <vscode-button secondary aria-label=${t('Next images')} ?disabled=${page === undefined || page.first + page.count >= page.total} @click=${() => this.turn(1)}>${t('Next')}</vscode-button>
        <vscode-button secondary @click=${this.shuffle}>${t('Random images')}</vscode-button>
        ${settings.shuffle === null && settings.image === null ? html`` : html`<vscode-button secondary @click=${() => this.change({ shuffle: null, image: null, first: 0 })}>${t('In order')}</vscode-button>`}
        ${this.classChoice(settings, opened.classNames)}
        <div class="field">
          <label for="index">${t('From image')}</label>
          <input id="index" class="index" type="number" min="0" max=${Math.max(0, opened.count - 1)} step="1" .value=${settings.image === null ? '' : String(settings.image)} @change=${this.takeIndex} />
        </div>
      </div>
    `;
  }

  private classChoice({ label }: PreviewSettings, classNames: readonly string[] | null): unknown {
    if (classNames === null) return html``;
    return html`
      <div class="field">
        <label for="class">${t('Class')}</label>
        <select id="class" .value=${label === null ? '' : String(label)} @change=${this.takeClass}>
          <option value="" ?selected=${label === null}>${t('all classes')}</option>
          ${classNames.map((name, index) => html`<option value=${index} ?selected=${label === index}>${name}</option>`)}
        </select>
      </div>
    `;
  }

  private turn(direction: 1 | -1): void {
    const { settings, page } = this;
    if (settings === undefined || page === undefined) return;
    const first = Math.max(0, page.first + direction * rowsPerPage);
    this.change(settings.image === null ? { first } : { image: first });
  }

  /** Another seeded order, whose beginning is the sample that an evaluation with that seed takes. */
  private readonly shuffle = (): void => {
    this.change({ shuffle: (this.settings?.shuffle ?? 0) + 1, first: 0, image: null });
  };

  private readonly takeClass = ({ target }: Event): void => {
    if (target instanceof HTMLSelectElement) this.change({ label: target.value === '' ? null : Number(target.value), first: 0, image: null });
  };

  private readonly takeIndex = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement)) return;
    const image = target.value.trim() === '' ? null : Number(target.value);
    if (image === null || (Number.isInteger(image) && image >= 0 && image < (this.about?.opened.count ?? 0))) this.change({ image });
  };

  private change(change: Partial<PreviewSettings>): void {
    this.dispatchEvent(new SettingsChange(change));
  }
}

function placeText({ first, count: shown, total }: ShownPage, image: number | null): string {
  if (total === 0) return t('no images');
  return image === null ? t('{0} to {1} of {2}', count(first + 1), count(first + shown), count(total)) : t('images {0} to {1} of {2}, counted from 0', count(first), count(first + shown - 1), count(total));
}
