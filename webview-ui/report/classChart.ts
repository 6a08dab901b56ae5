import { t } from '@vscode/l10n';
import { svg, css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ErrorEstimate, Report } from '../../src/protocol/report';
import type { ClassErrors } from '../../src/protocol/reportDetails';
import { className } from '../../src/protocol/reportText/reportTables';

const rowHeight = 26;
const nameWidth = 150;
const width = 720;
const right = 20;
/** Rows of a chart; the table has every class. */
const mostRows = 60;

/** Errors of classes with their intervals: a row a class. */
@customElement('lpr-class-chart')
export class ClassChart extends LitElement {
  static override styles = css`
    :host { display: block; overflow-x: auto; }
    svg { display: block; max-width: 100%; height: auto; font: 12px var(--vscode-font-family); }
    text { fill: var(--vscode-foreground); }
    .grid { stroke: var(--vscode-foreground); opacity: 0.15; }
    .clean { stroke: var(--vscode-descriptionForeground); fill: var(--vscode-descriptionForeground); }
    .corrupted { stroke: var(--chart-line); fill: var(--chart-line); }
    line.clean, line.corrupted { stroke-width: 2; }
  `;

  @property({ attribute: false }) report: Report | undefined;
  @property({ attribute: false }) classes: readonly ClassErrors[] = [];

  override render(): unknown {
    const { report } = this;
    if (report === undefined || this.classes.length === 0) return html``;
    const worst = this.classes.toSorted((a, b) => b.corrupted.error - a.corrupted.error || a.label - b.label);
    const rows = this.classes.length <= mostRows ? this.classes : worst.slice(0, mostRows);
    const top = Math.min(1, Math.max(0.1, Math.ceil(10 * Math.max(...rows.map(({ clean, corrupted }) => Math.max(clean.high, corrupted.high)))) / 10));
    const x = (share: number): number => nameWidth + (share / top) * (width - nameWidth - right);
    const height = rows.length * rowHeight + 24;
    const [first] = worst;
    const label = first === undefined ? '' : t('Error of {0} classes; the largest is of {1}.', String(this.classes.length), className(report, first.label));
    return html`
      <svg viewBox="0 0 ${width} ${height}" width=${width} role="img" aria-label=${label}>
        ${[0, 0.25, 0.5, 0.75, 1].map((part) => svg`
          <line class="grid" x1=${x(part * top)} x2=${x(part * top)} y1="0" y2=${height - 20}></line>
          <text x=${x(part * top)} y=${height - 5} text-anchor="middle">${`${Number((part * top * 100).toFixed(1))} %`}</text>`)}
        ${rows.map(({ label: index, clean, corrupted }, row) => svg`
          <text x=${nameWidth - 10} y=${row * rowHeight + 17} text-anchor="end">${shortened(className(report, index))}</text>
          ${whisker('clean', clean, row * rowHeight + 9, x)}
          ${whisker('corrupted', corrupted, row * rowHeight + 17, x)}`)}
      </svg>
    `;
  }
}

function whisker(kind: 'clean' | 'corrupted', { error, low, high }: ErrorEstimate, y: number, x: (share: number) => number) {
  return svg`<line class=${kind} x1=${x(low)} x2=${x(high)} y1=${y} y2=${y}></line><circle class=${kind} cx=${x(error)} cy=${y} r=${kind === 'clean' ? 3 : 4}></circle>`;
}

function shortened(name: string): string {
  const letters = Array.from(name);
  return letters.length <= 20 ? name : `${letters.slice(0, 19).join('')}\u2026`;
}
