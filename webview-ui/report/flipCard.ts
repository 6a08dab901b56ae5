import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property, state as reactive } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { Report } from '../../src/protocol/report';
import type { Flip, ReportAnswer } from '../../src/protocol/reportDetails';
import { className } from '../../src/protocol/reportText/reportTables';
import { percent } from '../components/figures';
import '../components/pictureView';
import { Asked } from './asked';
import { vsCode } from './host';
import { flipPictures, type FlipPictures } from './flipPictures';

type Top = ReportAnswer<'pictures'>['before'];

/** An image that flipped: before, after, what was changed, and what the model made of both. Its pictures are asked for when it comes into view. */
@customElement('lpr-flip')
export class FlipCard extends LitElement {
  static override styles = css`
    :host { display: block; border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border, transparent))); border-radius: 4px; padding: 0.75rem; }
    h3 { margin: 0 0 0.5rem; font-size: 1em; font-weight: 600; overflow-wrap: anywhere; }
    .pictures { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 0.5rem; --picture-width: 100%; }
    figure { margin: 0; } figcaption { color: var(--vscode-descriptionForeground); font-size: 0.9em; overflow-wrap: anywhere; }
    lpr-picture { display: block; }
    .empty { aspect-ratio: 1; border: 1px dashed var(--vscode-contrastBorder, var(--vscode-panel-border, currentColor)); }
    .why { overflow-wrap: anywhere; }
    dl { display: grid; grid-template-columns: auto 1fr; gap: 0.15rem 0.75rem; margin: 0.5rem 0 0; overflow-wrap: anywhere; }
    vscode-button { margin-top: 0.6rem; --vscode-button-border: var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent)); }
    dt { color: var(--vscode-descriptionForeground); } dd { margin: 0; }
  `;

  @property({ attribute: false }) report: Report | undefined;
  @property({ attribute: false }) cell = 0;
  @property({ attribute: false }) flip: Flip | undefined;
  /** Whether images may be opened. */
  @property({ attribute: false }) trusted = false;
  @reactive() private seen = false;
  private readonly pictures = new Asked(this, 'pictures');
  private drawn: { readonly of: object; readonly cell: number; readonly pictures: FlipPictures } | undefined;
  private readonly observer = new IntersectionObserver((entries) => {
    if (entries.some(({ isIntersecting }) => isIntersecting)) this.seen = true;
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer.disconnect();
  }

  override willUpdate(): void {
    const { report, flip, cell } = this;
    if (report === undefined || flip === undefined || !this.seen || !this.trusted) return;
    this.pictures.ask({ cell, image: flip.image, draw: flip.draw }, report);
    const { reply } = this.pictures;
    if (reply.kind === 'known' && (this.drawn?.of !== reply.answer || this.drawn.cell !== cell)) {
      this.drawn = { of: reply.answer, cell, pictures: flipPictures(report, cell, flip, reply.answer) };
    }
  }

  override render(): unknown {
    const { report, flip } = this;
    if (report === undefined || flip === undefined) return html``;
    const { reply } = this.pictures;
    const name = (label: number): string => className(report, label);
    const top = reply.kind === 'known' ? reply.answer : undefined;
    const draw = report.draws === 1 ? '' : `, ${t('draw {0}', String(flip.draw))}`;
    return html`
      <h3>${t('Image {0}', String(flip.image))}${draw}: ${name(flip.label)}</h3>
      ${reply.kind === 'failed' ? html`<p class="why" role="status">${reply.error.happened} ${reply.error.action} (${reply.error.code})</p>` : this.trusted ? this.figures() : html``}
      <dl>
        <dt>${t('Before')}</dt><dd>${predictions(name, flip.before, flip.beforeConfidence, top?.before)}</dd>
        <dt>${t('After')}</dt><dd>${predictions(name, flip.after, flip.afterConfidence, top?.after)}</dd>
        <dt>${t('Confidence lost')}</dt><dd>${percent(flip.lost)}</dd>
      </dl>
      ${this.trusted
        ? html`<vscode-button secondary aria-label=${t('Preview of image {0}', String(flip.image))} @click=${() => vsCode.postMessage({ kind: 'preview', cell: this.cell, image: flip.image, draw: flip.draw })}>${t('Preview')}</vscode-button>`
        : html``}
    `;
  }

  private figures() {
    const pictures = this.pictures.reply.kind === 'known' ? this.drawn?.pictures : undefined;
    if (pictures === undefined) return html`<div class="pictures">${[0, 1, 2].map(() => html`<div class="empty"></div>`)}</div>`;
    const { clean, corrupted, difference, gain } = pictures;
    const image = String(this.flip?.image ?? '');
    return html`
      <div class="pictures">
        <figure><lpr-picture .pixels=${clean} label=${t('Image {0}, clean', image)}></lpr-picture><figcaption>${t('Clean')}</figcaption></figure>
        <figure><lpr-picture .pixels=${corrupted} label=${t('Image {0}, corrupted', image)}></lpr-picture><figcaption>${t('Corrupted')}</figcaption></figure>
        <figure><lpr-picture .pixels=${difference} label=${t('Image {0}, difference', image)}></lpr-picture><figcaption>${t('Difference, {0} times', String(Number(gain.toPrecision(2))))}</figcaption></figure>
      </div>
    `;
  }
}

/** What the run predicted, and the next classes where they are known. */
function predictions(name: (label: number) => string, label: number, confidence: number, top: Top | undefined): string {
  const others = (top?.classes ?? []).flatMap((other, place) => (other === label ? [] : [`${name(other)} ${percent(top?.confidences[place] ?? 0)}`]));
  return [`${name(label)} ${percent(confidence)}`, ...others.slice(0, 2)].join(', ');
}
