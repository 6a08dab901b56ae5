import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property, state as reactive } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { Report } from '../../src/protocol/report';
import { flipKindSchema, type FlipKind, type ReportAnswer } from '../../src/protocol/reportDetails';
import { cellName, everyCell } from '../../src/protocol/reportText/reportCells';
import { flipsTable } from '../../src/protocol/reportText/reportTables';
import { count } from '../components/figures';
import { pageStyle } from '../components/pageStyle';
import '../components/tableTwin';
import { Asked } from './asked';
import { cellSelect, readChoice } from './cellSelect';
import './flipCard';
import { savedChoice, saveChoice, vsCode } from './host';
import { noticeStyle, replyNotice, viewStyle } from './replyNotice';

/** Images of a page. */
const pageLength = 12;

const kindNames = (): Readonly<Record<FlipKind, string>> => ({
  lost: t('Right before, wrong after'),
  gained: t('Wrong before, right after'),
  other: t('Wrong before and after, as another class'),
});

/** The images whose prediction a corruption changed, a page at a time. */
@customElement('lpr-flips')
export class FlipsView extends LitElement {
  static override styles = [
    pageStyle,
    viewStyle,
    noticeStyle,
    css`
      .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: 0.75rem; margin: 0.75rem 0; }
      .pages { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; }
    `,
  ];

  @property({ attribute: false }) report: Report | undefined;
  @property({ attribute: false }) trusted = false;
  @reactive() private first = 0;
  private readonly flips = new Asked(this, 'flips');

  /** What is shown, for an export of it. */
  get shown(): { readonly cell: number; readonly of: FlipKind } {
    const { report } = this;
    const cell = report === undefined ? 0 : readChoice<never>(report, savedChoice('flips'), [], worstCell(report));
    return { cell, of: flipKindSchema.safeParse(savedChoice('flipKind')).data ?? 'lost' };
  }

  override willUpdate(): void {
    if (this.report !== undefined && everyCell(this.report).length > 0) this.flips.ask({ ...this.shown, first: this.first, count: pageLength }, this.report);
  }

  override render(): unknown {
    const { report } = this;
    if (report === undefined || everyCell(report).length === 0) return html``;
    const { cell, of } = this.shown;
    const { reply } = this.flips;
    const choose = (name: string) => (choice: string): void => {
      saveChoice(name, choice);
      this.first = 0;
      this.requestUpdate();
    };
    const kindChosen = (event: Event): void => {
      if (event.target instanceof HTMLSelectElement) choose('flipKind')(event.target.value);
    };
    return html`
      <p class="hint">${t('Each corruption is drawn again from its address, as the run drew it. Images that lost most confidence in their label come first.')}</p>
      <div class="choices">
        ${cellSelect(report, [], cell, choose('flips'))}
        <label>${t('Flips')}<select @change=${kindChosen}>${Object.entries(kindNames()).map(([kind, name]) => html`<option value=${kind} ?selected=${kind === of}>${name}</option>`)}</select></label>
      </div>
      ${this.trusted
        ? html``
        : html`<div class="notice"><p>${t('This workspace is in Restricted Mode, so no model or image of it is opened: the images are named, not shown.')}</p>
            <vscode-button secondary @click=${() => vsCode.postMessage({ kind: 'manageTrust' })}>${t('Manage workspace trust')}</vscode-button></div>`}
      ${replyNotice(reply) ?? (reply.kind === 'known' ? this.page(report, cell, reply.answer) : html``)}
    `;
  }

  private page(report: Report, cell: number, { total, flips }: ReportAnswer<'flips'>) {
    if (total === 0) return html`<p role="status">${t('No image flipped so under this corruption.')}</p>`;
    const turn = (by: number) => () => (this.first = Math.max(0, this.first + by));
    const last = Math.min(total, this.first + flips.length);
    return html`
      <div class="pages">
        <vscode-button secondary ?disabled=${this.first === 0} @click=${turn(-pageLength)}>${t('Previous')}</vscode-button>
        <span role="status">${t('{0} to {1} of {2}', count(this.first + 1), count(last), count(total))}</span>
        <vscode-button secondary ?disabled=${last >= total} @click=${turn(pageLength)}>${t('Next')}</vscode-button>
      </div>
      <div class="cards">
        ${repeat(flips, ({ image, draw }) => `${cell} ${image} ${draw}`, (flip) => html`<lpr-flip .report=${report} .cell=${cell} .flip=${flip} .trusted=${this.trusted}></lpr-flip>`)}
      </div>
      <lpr-table-twin .table=${flipsTable(report, flips, cellName(report, cell))}></lpr-table-twin>
    `;
  }
}

/** The cell with the largest error: there is most to see. */
function worstCell(report: Report): number {
  const cells = everyCell(report);
  return cells.reduce((worst, { error }, index) => (error > (cells[worst]?.error ?? 0) ? index : worst), 0);
}
