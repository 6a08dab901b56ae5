import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Estimate, Report } from '../../src/protocol/report';
import { count, percent, signedPercent } from '../components/figures';

/** The figures that sum a model up, each with its 95 % interval or the reason why it is not defined. */
@customElement('lpr-headline-figures')
export class HeadlineFigures extends LitElement {
  static override styles = css`
    dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(13rem, 100%), 1fr)); gap: 0.75rem; margin: 0; }
    .figure { border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border, transparent))); border-radius: 4px; padding: 0.75rem; }
    dt { font-weight: 600; }
    dd { margin: 0; }
    .value { font-size: 1.7em; line-height: 1.5; font-variant-numeric: tabular-nums; }
    .undefined { font-size: 1em; line-height: 1.5; padding: 0.4em 0; }
    .interval { font-variant-numeric: tabular-nums; }
    .meaning { color: var(--vscode-descriptionForeground); margin-top: 0.4rem; }
  `;

  @property({ attribute: false }) report: Report | undefined;

  override render(): unknown {
    if (this.report === undefined) return html``;
    const { clean, mceLp, ice, calibration, cells } = this.report;
    const averaged = cells.filter((cell) => cell.inMeanCorruptionError).length;
    return html`
      <dl>
        ${figure('Clean error', { value: clean.error, low: clean.low, high: clean.high }, percent, `Share of the ${count(clean.n)} uncorrupted images that the model gets wrong.`)}
        ${figure('mCE_Lp', mceLp, percent, `Mean error over the ${count(averaged)} Lp corruptions of the suite.`)}
        ${figure('iCE', ice, signedPercent, 'How much the error rises, relative to the clean error, under corruptions too weak to see.')}
        ${figure('Calibration error', calibration, percent, 'How far confidence and accuracy are apart on clean images (root mean square).')}
      </dl>
    `;
  }
}

function figure(name: string, estimate: Estimate, format: (value: number) => string, meaning: string): TemplateResult {
  const figures =
    estimate.value === null
      ? html`<dd class="undefined">Not defined: ${estimate.reason}</dd>`
      : html`<dd class="value">${format(estimate.value)}</dd><dd class="interval">95 % interval ${format(estimate.low)} to ${format(estimate.high)}</dd>`;
  return html`<div class="figure"><dt>${name}</dt>${figures}<dd class="meaning">${meaning}</dd></div>`;
}
