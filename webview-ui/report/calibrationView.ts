import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Report } from '../../src/protocol/report';
import { cellName } from '../../src/protocol/reportText/reportCells';
import { calibrationTable } from '../../src/protocol/reportText/reportTables';
import { percent } from '../components/figures';
import { pageStyle } from '../components/pageStyle';
import '../components/tableTwin';
import { Asked } from './asked';
import { cellSelect, readChoice } from './cellSelect';
import { savedChoice, saveChoice } from './host';
import './reliabilityChart';
import { noticeStyle, replyNotice, viewStyle } from './replyNotice';

/** A reliability diagram: how often the model is right when it says how sure it is. */
@customElement('lpr-calibration')
export class CalibrationView extends LitElement {
  static override styles = [pageStyle, viewStyle, noticeStyle, css`.error { font-weight: 600; }`];

  @property({ attribute: false }) report: Report | undefined;
  private readonly calibration = new Asked(this, 'calibration');

  /** What is shown, for an export of it. */
  get cell(): number | 'clean' {
    return this.report === undefined ? 'clean' : readChoice(this.report, savedChoice('calibration'), ['clean'] as const, 'clean');
  }

  override willUpdate(): void {
    if (this.report !== undefined) this.calibration.ask({ cell: this.cell }, this.report);
  }

  override render(): unknown {
    const { report, cell } = this;
    if (report === undefined) return html``;
    const { reply } = this.calibration;
    const choose = (choice: string): void => {
      saveChoice('calibration', choice);
      this.requestUpdate();
    };
    return html`
      <p class="hint">${t('Predictions are put together by their confidence. A dot below the diagonal: the model is surer than it should be. The larger a dot, the more predictions; whiskers are 95 % intervals.')}</p>
      <div class="choices">${cellSelect(report, ['clean'], cell, choose)}</div>
      ${replyNotice(reply) ??
      (reply.kind === 'known'
        ? html`
            <p>
              ${t('Calibration error (root mean square, 100 bins)')}:
              <span class="error">${reply.answer.error.value === null ? reply.answer.error.reason : percent(reply.answer.error.value)}</span>
              ${reply.answer.error.value === null ? '' : t('95 % interval {0} to {1}', percent(reply.answer.error.low), percent(reply.answer.error.high))}
            </p>
            <lpr-reliability-chart .bins=${reply.answer.bins}></lpr-reliability-chart>
            <lpr-table-twin .table=${calibrationTable(reply.answer.bins, cellName(report, cell))}></lpr-table-twin>
          `
        : html``)}
    `;
  }
}
