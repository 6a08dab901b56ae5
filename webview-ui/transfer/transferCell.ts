import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { transferCellDetail, transferRowText } from '../../src/protocol/reportText/transferTables';
import type { TransferReport, TransferReportRow } from '../../src/protocol/transferReport';
import { count } from '../components/figures';
import { host, type CellPlace } from './host';

/** The chosen cell in full, and the way to what is behind it: the report of each of its models' runs, with the images that flipped. */
@customElement('lpr-transfer-cell')
export class TransferCell extends LitElement {
  static override styles = css`
    :host { display: block; border-left: 3px solid var(--vscode-focusBorder); padding: 0.25rem 0 0.25rem 0.9rem; }
    h2 { font-size: 1.2em; font-weight: 600; margin: 0 0 0.5rem; overflow-wrap: anywhere; }
    p { margin: 0 0 0.25rem; font-variant-numeric: tabular-nums; }
    .actions { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-top: 0.75rem; }
    vscode-button { --vscode-button-border: var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent)); }
  `;

  @property({ attribute: false }) report: TransferReport | undefined;
  @property({ attribute: false }) place: CellPlace | undefined;

  override render(): unknown {
    const { report, place } = this;
    if (report === undefined || place === undefined) return html``;
    const [row, strategy, cell] = [report.rows[place.row], report.strategies[place.strategy], report.cells[place.row]?.[place.strategy]];
    if (row === undefined || strategy === undefined || cell === undefined || cell === null) return html``;
    const open = (model: number) => () => host.postMessage({ kind: 'openRun', ...place, model });
    return html`
      <h2>${t('{0}, trained on {1}', transferRowText(row), strategy.name)}</h2>
      <p>${restsOn(row)}</p>
      ${transferCellDetail(cell).map((line) => html`<p>${line}</p>`)}
      <div class="actions">
        ${strategy.models.map(({ seed }, model) => {
          return html`<vscode-button secondary @click=${open(model)}>${openLabel(row, strategy.models.length === 1 ? null : seed)}</vscode-button>`;
        })}
      </div>
    `;
  }
}

/** Clean images flip nowhere. */
function openLabel({ kind }: TransferReportRow, seed: number | null): string {
  if (kind === 'clean') return seed === null ? t('Open the run') : t('Open the run of seed {0}', seed);
  return seed === null ? t('Show the images that flipped') : t('Show the images that flipped, seed {0}', seed);
}

/** What the figures of a row rest on. */
function restsOn({ kind, n, cells }: TransferReportRow): string {
  if (kind === 'clean') return t('{0} uncorrupted images', count(n));
  return cells === 1 ? t('{0} images, 1 corruption', count(n)) : t('{0} images, {1} corruptions', count(n), count(cells));
}
