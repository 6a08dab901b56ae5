import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, state as reactive } from 'lit/decorators.js';
import type { z } from 'zod';
import { toAnalysisPanelSchema, type AnalysisState } from '../../src/protocol/analysisMessages';
import { minimumSeparationRobustnessSchema, type MinimumSeparationRobustness, type Picture, type SeparationReport, type SeparationResult } from '../../src/protocol/separation';
import { dataName, modelName } from '../../src/protocol/reportText/names';
import { analysisHost, saveAnalysis } from '../components/analysisHost';
import '../components/analysisStatus';
import '../components/dataTable';
import { count, measured, normName, percent, signedPercent } from '../components/figures';
import { pageStyle } from '../components/pageStyle';
import { bytesOf } from '../components/pictureView';
import { receiveMessages } from '../components/receiveMessages';
import '../components/plotChart';
import { distributionPlot, histogramPlot, quantileTable, safetyTable } from './distancePlots';

const messageSchema = toAnalysisPanelSchema('separation');

/** The whole panel. It asks the host with `ready` and shows whatever state it is sent. */
@customElement('lpr-separation')
export class SeparationView extends LitElement {
  static override styles = [
    pageStyle,
    css`
      .sideBySide { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 1.25rem; align-items: start; }
      .pair { display: flex; flex-wrap: wrap; gap: 1.25rem; margin: 0; }
      figure { margin: 0; max-width: 14rem; overflow-wrap: anywhere; }
      .warning { border-left: 3px solid var(--vscode-editorWarning-foreground, currentColor); padding: 0.5rem 0.75rem; background: var(--vscode-textBlockQuote-background, transparent); margin: 1rem 0 0; }
    `,
  ];

  @reactive() private shown: AnalysisState<SeparationResult> | undefined;

  constructor() {
    super();
    receiveMessages(this, analysisHost, messageSchema, (message) => this.receive(message));
  }

  override render(): unknown {
    const { shown } = this;
    if (shown === undefined) return html``;
    return html`
      <main>
        ${shown.kind === 'finished' ? heading(shown.result.report) : html`<h1>${t('Class separation')}</h1>`}
        <lpr-analysis-status .state=${shown} file="separation.json"></lpr-analysis-status>
        ${shown.kind === 'finished' ? figures(shown.result) : html``}
      </main>
    `;
  }

  private receive(message: z.infer<typeof messageSchema>): void {
    this.shown = message.state;
    if (this.shown.kind === 'finished') this.shown = { ...this.shown, result: withKeptRobustness(this.shown.result, this.shown.folder) };
  }
}

/** A result with the robustness that was found with it: that is no part of the file from which a panel is filled after a reload. */
function withKeptRobustness(result: SeparationResult, folder: string): SeparationResult {
  const before = analysisHost.getState();
  const kept = before?.folder === folder ? minimumSeparationRobustnessSchema.safeParse(before.robustness).data : undefined;
  const mscr = result.mscr ?? kept ?? null;
  saveAnalysis({ folder, robustness: mscr });
  return { ...result, mscr };
}

function heading({ data, between, norm, n, candidates, limit }: SeparationReport) {
  const [first = '', second = ''] = between.split('-');
  return html`
    <h1>${t('Class separation of {0} in {1}', dataName(data.source), normName(norm))}</h1>
    <p class="subtitle">${t('{0} {1} images, each compared with those of {2} {3} images that have another label', count(n), second, count(candidates), first)}${limit === null ? '' : `. ${t('A sample: the separation of all images may be smaller.')}`}</p>
  `;
}

function figures({ report, pair, mscr }: SeparationResult) {
  const safety = safetyTable(report);
  return html`
    ${report.duplicates === 0
      ? html``
      : html`<p class="warning" role="note">${t('{0} images have an identical image with another label: the separation is 0, and no epsilon is safe. These labels are worth a look.', count(report.duplicates))}</p>`}
    <section>
      <dl class="figures">
        <div><dt>${t('Separation')}</dt><dd class="value">${measured(report.minimum)}</dd><dd>${t('Smallest distance of two images with different labels, for images in [0, 1].')}</dd></div>
        <div><dt>${t('Label safe below')}</dt><dd class="value">${measured(report.guaranteedBelow)}</dd><dd>${t('From this epsilon on (half the separation) separation no longer guarantees the label, though it may well still be right.')}</dd></div>
        <div><dt>${t('Median distance')}</dt><dd class="value">${measured(report.quantiles['50'] ?? NaN)}</dd><dd>${t('Half of the images have one of another class within it.')}</dd></div>
        ${mscr === null ? html`` : mscrFigure(mscr)}
      </dl>
    </section>
    ${pair.length === 2 ? html`<section><h2>${t('Nearest pair')}</h2><div class="pair">${pair.map(pictureOf)}</div></section>` : html``}
    <section>
      <h2>${t('Distances to the nearest image of another class')}</h2>
      <div class="sideBySide">
        <lpr-plot-chart .plot=${histogramPlot(report)}></lpr-plot-chart>
        <lpr-plot-chart .plot=${distributionPlot(report)}></lpr-plot-chart>
      </div>
    </section>
    <section class="sideBySide">
      <div><h2>${t('In numbers')}</h2><lpr-data-table .table=${quantileTable(report)} label=${t('Quantiles of the distances')}></lpr-data-table></div>
      ${safety.rows.length === 0 ? html`` : html`<div><h2>${t('Is the label safe?')}</h2><lpr-data-table .table=${safety} label=${t('Label safety by epsilon')}></lpr-data-table></div>`}
    </section>
  `;
}

function pictureOf({ split, image, className, pixels, ...shape }: Picture) {
  const caption = t('{0} image {1}, {2}', split, image, className);
  return html`<figure><lpr-picture .pixels=${{ ...shape, values: bytesOf(pixels) }} label=${caption}></lpr-picture><figcaption>${caption}</figcaption></figure>`;
}

function mscrFigure({ mscr, epsilon, clean, atEpsilon, model, n }: MinimumSeparationRobustness) {
  const name = modelName(model.path);
  if (mscr.value === null) return html`<div><dt>${t('MSCR of {0}', name)}</dt><dd>${t('Not defined: {0}', mscr.reason)}</dd></div>`;
  return html`
    <div>
      <dt>${t('MSCR of {0}', name)}</dt>
      <dd class="value">${signedPercent(mscr.value)}</dd>
      <dd>${t('95 % interval {0} to {1}', signedPercent(mscr.low), signedPercent(mscr.high))}</dd>
      <dd>${t('Accuracy changes from {0} to {1} at epsilon {2}, half the smallest separation; {3} test images.', percent(clean), percent(atEpsilon), measured(epsilon), count(n))}</dd>
    </div>
  `;
}
