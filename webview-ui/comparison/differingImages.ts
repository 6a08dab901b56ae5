import { t } from '@vscode/l10n';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { ComparedImage, Comparison, ComparisonRow } from '../../src/protocol/comparison';
import type { ToComparisonPanel } from '../../src/protocol/comparisonMessages';
import { runLetter, subjectText } from '../../src/protocol/reportText/comparisonText';
import { count, percent } from '../components/figures';
import { host } from './host';

type Answer = Extract<ToComparisonPanel, { kind: 'images' }>;

/** The images that some runs get right and others wrong under a row's corruption; event `more` with how many are shown. */
@customElement('lpr-differing-images')
export class DifferingImages extends LitElement {
  static override styles = css`
    h2 { font-size: 1.2em; font-weight: 600; margin: 0 0 0.5rem; }
    .hint { color: var(--vscode-descriptionForeground); margin: 0 0 0.75rem; }
    vscode-button { --vscode-button-border: var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent)); }
    .scroller { overflow: auto; max-height: 28rem; border: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border, transparent)); margin-bottom: 0.75rem; }
    .scroller:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
    table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
    th, td { text-align: left; padding: 0.25rem 0.6rem; white-space: nowrap; max-width: 16rem; overflow: hidden; text-overflow: ellipsis; }
    thead th { position: sticky; top: 0; background: var(--vscode-editor-background); box-shadow: inset 0 -1px var(--vscode-panel-border, var(--vscode-contrastBorder, currentColor)); }
    tbody th { font-weight: normal; }
    .wrong { font-weight: 600; }
  `;

  @property({ attribute: false }) comparison: Comparison | undefined;
  @property({ attribute: false }) row: ComparisonRow | undefined;
  @property({ attribute: false }) answer: Answer | undefined;

  override render(): unknown {
    const { comparison, row, answer } = this;
    if (comparison === undefined || row === undefined) return html``;
    const title = html`<h2>${t('Images on which the runs differ: {0}', subjectText(row.subject))}</h2>`;
    if (row.subject.kind === 'mceLp' || row.subject.kind === 'mce') return html`${title}<p class="hint">${t('A mean has no images of its own: choose one of its corruptions.')}</p>`;
    if (answer === undefined) return html`${title}<p class="hint" role="status">${t('Looking for them')} …</p>`;
    const { found } = answer;
    if ('error' in found) return html`${title}<p class="hint" role="alert">${found.error.happened} ${found.error.action}</p>`;
    if (found.total === 0) return html`${title}<p class="hint">${t('There is none: wherever one is right, all are.')}</p>`;
    return html`
      ${title}
      <p class="hint">${t('{0} images; those first on which the confidence in the right class differs most.', count(found.total))}</p>
      <div class="scroller" tabindex="0" role="region" aria-label=${t('Table of images on which the runs differ')}>
        <table>
          <thead>
            <tr><th scope="col">${t('Image')}</th><th scope="col">${t('Class')}</th>${comparison.runs.map((_, index) => html`<th scope="col">${t('{0} says', runLetter(index))}</th>`)}<th scope="col">${t('Look')}</th></tr>
          </thead>
          <tbody>${found.images.map((image) => this.imageRow(comparison, row, image))}</tbody>
        </table>
      </div>
      ${found.images.length < Math.min(found.total, 200)
        ? html`<vscode-button secondary @click=${() => this.dispatchEvent(new CustomEvent<number>('more', { detail: found.images.length }))}>${t('Show more')}</vscode-button>`
        : nothing}
    `;
  }

  private imageRow({ data }: Comparison, { subject }: ComparisonRow, { image, label, predictions }: ComparedImage) {
    const nameOf = (index: number): string => data.classNames[index] ?? String(index);
    return html`
      <tr>
        <th scope="row">${image}</th>
        <td>${nameOf(label)}</td>
        ${predictions.map(
          ({ predicted, confidence }) => html`<td class=${predicted === label ? '' : 'wrong'}>${predicted === label ? '\u2713' : '\u2717'} ${nameOf(predicted)}, ${percent(confidence)}</td>`,
        )}
        <td><vscode-button secondary aria-label=${t('Show image {0} corrupted', image)} @click=${() => host.postMessage({ kind: 'preview', run: 0, image, subject })}>${t('Show')}</vscode-button></td>
      </tr>
    `;
  }
}
