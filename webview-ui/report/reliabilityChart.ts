import { t } from '@vscode/l10n';
import { css, html, LitElement, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ReliabilityBin } from '../../src/protocol/reportDetails';

const size = { width: 480, height: 400, left: 48, right: 12, top: 10, bottom: 44 };

/** Accuracy against confidence, a dot a bin: the larger, the more predictions. Below the diagonal the model is surer than it should be. */
@customElement('lpr-reliability-chart')
export class ReliabilityChart extends LitElement {
  static override styles = css`
    :host { display: block; overflow-x: auto; }
    svg { display: block; max-width: 100%; height: auto; font: 12px var(--vscode-font-family); }
    text { fill: var(--vscode-foreground); }
    .grid { stroke: var(--vscode-foreground); opacity: 0.15; }
    .diagonal { stroke: var(--vscode-foreground); stroke-dasharray: 5 4; opacity: 0.7; }
    .bin { stroke: var(--chart-line); fill: var(--chart-line); stroke-width: 2; }
    circle.bin { fill-opacity: 0.6; stroke-width: 1.5; }
  `;

  @property({ attribute: false }) bins: readonly ReliabilityBin[] = [];

  override render(): unknown {
    const { width, height, left, right, top, bottom } = size;
    const x = (share: number): number => left + share * (width - left - right);
    const y = (share: number): number => height - bottom - share * (height - top - bottom);
    const most = Math.max(1, ...this.bins.map(({ n }) => n));
    const percent = (share: number): string => `${Math.round(100 * share)}\u00a0%`;
    return html`
      <svg viewBox="0 0 ${width} ${height}" width=${width} role="img" aria-label=${t('Accuracy against confidence in {0} bins; the table has the numbers.', String(this.bins.length))}>
        ${[0, 0.2, 0.4, 0.6, 0.8, 1].map((share) => svg`
          <line class="grid" x1=${x(share)} x2=${x(share)} y1=${y(0)} y2=${y(1)}></line>
          <line class="grid" x1=${x(0)} x2=${x(1)} y1=${y(share)} y2=${y(share)}></line>
          <text x=${x(share)} y=${height - bottom + 17} text-anchor="middle">${percent(share)}</text>
          <text x=${left - 7} y=${y(share) + 4} text-anchor="end">${percent(share)}</text>`)}
        <line class="diagonal" x1=${x(0)} y1=${y(0)} x2=${x(1)} y2=${y(1)}></line>
        ${this.bins.map(({ n, confidence, accuracy, low, high }) => svg`
          <line class="bin" x1=${x(confidence)} x2=${x(confidence)} y1=${y(low)} y2=${y(high)}></line>
          <circle class="bin" cx=${x(confidence)} cy=${y(accuracy)} r=${3 + 6 * Math.sqrt(n / most)}></circle>`)}
        <text x=${(width + left) / 2} y=${height - 6} text-anchor="middle">${t('confidence')}</text>
        <text transform="translate(12 ${(height - bottom) / 2}) rotate(-90)" text-anchor="middle">${t('accuracy')}</text>
      </svg>
    `;
  }
}
