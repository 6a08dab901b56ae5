import { t } from '@vscode/l10n';
import { html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Report } from '../../src/protocol/report';
import { cellName } from '../../src/protocol/reportText/reportCells';
import { classesTable } from '../../src/protocol/reportText/reportTables';
import '../components/tableTwin';
import { pageStyle } from '../components/pageStyle';
import { Asked } from './asked';
import { cellSelect, readChoice } from './cellSelect';
import './classChart';
import { savedChoice, saveChoice } from './host';
import { noticeStyle, replyNotice, viewStyle } from './replyNotice';

/** The errors of each class under a corruption, beside those of its clean images. */
@customElement('lpr-classes')
export class ClassesView extends LitElement {
  static override styles = [pageStyle, viewStyle, noticeStyle];

  @property({ attribute: false }) report: Report | undefined;
  private readonly classes = new Asked(this, 'classes');

  /** What is shown, for an export of it. */
  get cell(): number | 'clean' | 'mean' {
    return this.report === undefined ? 'mean' : readChoice(this.report, savedChoice('classes'), ['mean', 'clean'] as const, hasMean(this.report) ? 'mean' : 0);
  }

  override willUpdate(): void {
    if (this.report !== undefined) this.classes.ask({ cell: this.cell }, this.report);
  }

  override render(): unknown {
    const { report, cell } = this;
    if (report === undefined) return html``;
    const { reply } = this.classes;
    const choose = (choice: string): void => {
      saveChoice('classes', choice);
      this.requestUpdate();
    };
    return html`
      <p class="hint">${t('A class is the label that an image has in the data. Clean images in grey, corrupted ones in the colour of the charts; whiskers are 95 % intervals.')}</p>
      <div class="choices">${cellSelect(report, hasMean(report) ? ['mean', 'clean'] : ['clean'], cell, choose)}</div>
      ${replyNotice(reply) ??
      (reply.kind === 'known'
        ? html`
            <lpr-class-chart .report=${report} .classes=${reply.answer.classes}></lpr-class-chart>
            <lpr-table-twin .table=${classesTable(report, reply.answer.classes, cellName(report, cell))}></lpr-table-twin>
          `
        : html``)}
    `;
  }
}

const hasMean = ({ cells }: Report): boolean => cells.some(({ inMeanCorruptionError }) => inMeanCorruptionError);
