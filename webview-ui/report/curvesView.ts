import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Report } from '../../src/protocol/report';
import { cellsTable } from '../../src/protocol/reportText/reportTables';
import { lawName } from '../components/figures';
import '../components/tableTwin';
import { Asked } from './asked';
import './curveChart';
import { curvesOf, sharedTop } from './curves';

/** Error against epsilon, a chart a norm, and the table of every cell. */
@customElement('lpr-curves')
export class CurvesView extends LitElement {
  static override styles = css`
    .legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0 0 0.75rem; padding: 0; list-style: none; color: var(--vscode-descriptionForeground); }
    .legend li { display: flex; align-items: center; gap: 0.4rem; }
    .key { width: 1.5rem; height: 0.75rem; flex: none; }
    .key.line { height: 0; border-top: 2px solid var(--chart-line); }
    .key.band { background: var(--chart-line); opacity: 0.25; }
    .key.clean { height: 0; border-top: 1px dashed currentColor; }
    .key.weak { background: currentColor; opacity: 0.2; }
    .safety { margin: 1rem 0 0; padding-left: 1.2rem; color: var(--vscode-descriptionForeground); max-width: 60rem; overflow-wrap: anywhere; }
    .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(18rem, 100%), 1fr)); gap: 1.25rem; }
  `;

  @property({ attribute: false }) report: Report | undefined;
  private readonly safety = new Asked(this, 'labelSafety');

  override willUpdate(): void {
    if (this.report !== undefined) this.safety.ask({}, this.report);
  }

  override render(): unknown {
    const { report } = this;
    if (report === undefined) return html``;
    const curves = curvesOf(report);
    const top = sharedTop(curves);
    return html`
      ${curves.length === 0
        ? html``
        : html`
            <ul class="legend">
              <li><span class="key line"></span>${t('error')}</li>
              <li><span class="key band"></span>${t('95 % interval')}</li>
              <li><span class="key clean"></span>${t('clean error')}</li>
              ${curves.some(({ imperceptibleUpTo }) => imperceptibleUpTo > 0) ? html`<li><span class="key weak"></span>${t('too weak to see')}</li>` : html``}
            </ul>
            <div class="charts">${repeat(curves, ({ law }) => lawName(law), (curve) => html`<lpr-curve-chart .curve=${curve} .top=${top}></lpr-curve-chart>`)}</div>
          `}
      ${this.safetyNotes()}
      <lpr-table-twin .table=${cellsTable(report)}></lpr-table-twin>
    `;
  }

  /** Where class separation is known; nothing is said where it is not, or cannot be asked for while the run goes on. */
  private safetyNotes() {
    const { reply } = this.safety;
    if (reply.kind !== 'known' || reply.answer.notes.length === 0) return html``;
    return html`<ul class="safety" aria-label=${t('Label safety')}>${reply.answer.notes.map((note) => html`<li>${note}</li>`)}</ul>`;
  }
}
