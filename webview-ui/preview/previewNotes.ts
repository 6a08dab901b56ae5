import { t } from '@vscode/l10n';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { OpenedPreview } from '../../src/protocol/previewRequests';
import type { ImageShape } from '../../src/robustness/corruption';
import { typicalChange } from '../../src/robustness/preview';
import { epsilonText, measured } from '../components/figures';
import { labelSafetyNote, labelSafetyStyle } from '../components/labelSafetyNote';
import { epsilonOf, lawOf } from './columns';
import type { PreviewSettings } from './settings';
import { weakRange } from './weakRange';

/** What the epsilon that is set means: how much a value changes, whether it can be seen, whether the label is safe. */
@customElement('lpr-preview-notes')
export class PreviewNotes extends LitElement {
  static override styles = [labelSafetyStyle, css`
    ul { margin: 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: 0.15rem 1.6rem; }
    li { overflow-wrap: anywhere; }
    .key { display: inline-block; width: 1.2em; height: 4px; border-radius: 2px; background: var(--preview-weak); vertical-align: middle; margin-right: 0.4em; }
  `];

  @property({ attribute: false }) settings: PreviewSettings | undefined;
  @property({ attribute: false }) shape: ImageShape | undefined;
  @property({ attribute: false }) opened: Pick<OpenedPreview, 'separations' | 'imperceptible'> = { separations: [], imperceptible: [] };

  override render(): unknown {
    const { settings, shape } = this;
    if (settings === undefined || shape === undefined || settings.kind === 'common') return html``;
    const law = lawOf(settings);
    const epsilon = epsilonOf(settings, shape);
    const levels = 255 * typicalChange(law, epsilon, shape);
    return html`
      <ul aria-label=${t('What this epsilon means')}>
        <li>${t('At epsilon {0} a value changes by {1} of 255 levels (root mean square).', epsilonText(epsilon), measured(levels))}</li>
        ${this.weak(law.norm, epsilon, shape)} ${this.safety(law.norm, epsilon)}
      </ul>
    `;
  }

  private weak(norm: PreviewSettings['norm'], epsilon: number, shape: ImageShape): unknown {
    const range = weakRange(norm, shape, this.opened.imperceptible);
    if (range === undefined) return html``;
    const upTo = epsilonText(range.upTo);
    const origin = { own: t('as you have found by looking'), paper: t("the paper's choice"), equivalent: t("the paper's choice, for this image size"), interpolated: t("between the paper's norms") }[range.origin];
    return html`<li><span class="key"></span>${epsilon <= range.upTo ? t('Too weak to see: epsilon is at most {0} ({1}).', upTo, origin) : t('Too weak to see up to {0} ({1}).', upTo, origin)}</li>`;
  }

  private safety(norm: PreviewSettings['norm'], epsilon: number): unknown {
    const note = labelSafetyNote(norm, epsilon, this.opened.separations);
    return note === nothing ? nothing : html`<li>${note}</li>`;
  }
}
