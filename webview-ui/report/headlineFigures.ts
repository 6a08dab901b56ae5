import { t } from '@vscode/l10n';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
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
    const { clean, mceLp, ice, calibration, cells, common } = this.report;
    const averaged = cells.filter((cell) => cell.inMeanCorruptionError).length;
    return html`
      <dl>
        ${figure(
          t('Clean error'),
          { value: clean.error, low: clean.low, high: clean.high },
          percent,
          t('Share of the {0} uncorrupted images that the model gets wrong.', count(clean.n)),
        )}
        ${common === undefined
          ? nothing
          : [
              figure('mCE', common.mce.all, percent, t('Mean error over the 19 common corruptions at five severities each.')),
              figure(t('mCE, benchmark'), common.mce.benchmark, percent, t('The same over the 15 corruptions of the benchmark.')),
              figure(t('mCE without noise'), common.mce.withoutNoise, percent, t('The same over the 15 corruptions that are not noise.')),
            ]}
        ${common !== undefined && cells.length === 0 ? nothing : html`${figure('mCE_Lp', mceLp, percent, t('Mean error over the {0} Lp corruptions of the suite.', count(averaged)))}
        ${figure('iCE', ice, signedPercent, t('How much the error rises, relative to the clean error, under corruptions too weak to see.'))}`}
        ${figure(t('Calibration error'), calibration, percent, t('How far confidence and accuracy are apart on clean images (root mean square).'))}
      </dl>
    `;
  }
}

function figure(name: string, estimate: Estimate, format: (value: number) => string, meaning: string): TemplateResult {
  const figures =
    estimate.value === null
      ? html`<dd class="undefined">${t('Not defined: {0}', estimate.reason)}</dd>`
      : html`<dd class="value">${format(estimate.value)}</dd><dd class="interval">${t('95 % interval {0} to {1}', format(estimate.low), format(estimate.high))}</dd>`;
  return html`<div class="figure"><dt>${name}</dt>${figures}<dd class="meaning">${meaning}</dd></div>`;
}
