import { t } from '@vscode/l10n';
import { html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Comparison, ComparisonRow, Difference } from '../../src/protocol/comparison';
import { pointsText, pText, runLetter } from '../../src/protocol/reportText/comparisonText';
import { percent } from '../components/figures';
import { pageStyle } from '../components/pageStyle';

/** The means and the clean error of each run against the first, as figures with what they mean. */
@customElement('lpr-compared-headlines')
export class ComparedHeadlines extends LitElement {
  static override styles = pageStyle;

  @property({ attribute: false }) comparison: Comparison | undefined;

  override render(): unknown {
    const rows = this.comparison?.rows.filter(({ subject }) => subject.kind === 'mceLp' || subject.kind === 'mce' || subject.kind === 'clean') ?? [];
    return html`<dl class="figures">${rows.flatMap((row) => row.others.map((other, index) => figure(row, other, runLetter(index + 1))))}</dl>`;
  }
}

const names = { mceLp: 'mCE_Lp', mce: 'mCE' } as const;

function figure({ subject, error }: ComparisonRow, other: Difference, letter: string) {
  const name = subject.kind === 'mceLp' || subject.kind === 'mce' ? names[subject.kind] : t('Clean error');
  return html`
    <div>
      <dt>${t('{0}, {1} against {2}', name, letter, runLetter(0))}</dt>
      <dd class="value">${pointsText(other.difference)}</dd>
      <dd>${t('percentage points, 95 % interval {0} to {1}', pointsText(other.low), pointsText(other.high))}</dd>
      <dd>${t('{0} instead of {1}', percent(other.error), percent(error))}</dd>
      <dd>${verdict(other)}</dd>
    </div>
  `;
}

function verdict({ significant, difference, adjusted }: Difference): string {
  if (!significant) return t('No significant difference (adjusted p = {0})', pText(adjusted));
  return difference < 0 ? t('Significantly better (adjusted p {0})', equals(adjusted)) : t('Significantly worse (adjusted p {0})', equals(adjusted));
}

const equals = (p: number) => (p < 0.001 ? pText(p) : `= ${pText(p)}`);
