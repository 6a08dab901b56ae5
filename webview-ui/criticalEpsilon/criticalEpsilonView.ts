import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, state as reactive } from 'lit/decorators.js';
import type { z } from 'zod';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { toAnalysisPanelSchema, type AnalysisResult, type AnalysisState } from '../../src/protocol/analysisMessages';
import type { CriticalEpsilonCurve, CriticalEpsilonReport } from '../../src/protocol/criticalEpsilon';
import { dataName, modelName } from '../../src/protocol/reportText/names';
import { analysisHost, saveAnalysis, saveChoice, savedChoice } from '../components/analysisHost';
import '../components/analysisStatus';
import '../components/dataTable';
import { pageStyle } from '../components/pageStyle';
import { count, epsilonText, lawName, measured } from '../components/figures';
import { labelSafetyNote, labelSafetyStyle } from '../components/labelSafetyNote';
import { receiveMessages } from '../components/receiveMessages';
import '../components/plotChart';
import { classTable, distributionPlot, distributionTable, medianText } from './distributionPlot';

const messageSchema = toAnalysisPanelSchema('criticalEpsilon');

/** The whole panel. It asks the host with `ready` and shows whatever state it is sent. */
// HTML knows no capital letters in the names of elements.
@customElement('lpr-criticalepsilon')
export class CriticalEpsilonView extends LitElement {
  static override styles = [
    pageStyle,
    labelSafetyStyle,
    css`
      .sideBySide { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 1.25rem; align-items: start; }
      ol { margin: 0; padding: 0; list-style: none; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); gap: 0.5rem; }
      ol li { display: flex; justify-content: space-between; align-items: center; gap: 0.75rem; border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border, transparent))); border-radius: 4px; padding: 0.4rem 0.6rem; min-width: 0; }
      ol span { overflow-wrap: anywhere; min-width: 0; }
      small { color: var(--vscode-descriptionForeground); font-size: 1em; }
    `,
  ];

  @reactive() private shown: AnalysisState<AnalysisResult<'criticalEpsilon'>> | undefined;
  @reactive() private curveIndex = Number(savedChoice('curve') ?? 0);
  /** Class index as text; empty: all classes. */
  @reactive() private label = savedChoice('label') ?? '';

  constructor() {
    super();
    receiveMessages(this, analysisHost, messageSchema, (message) => this.receive(message));
  }

  override render(): unknown {
    const { shown } = this;
    if (shown === undefined) return html``;
    return html`
      <main>
        ${shown.kind === 'finished' ? heading(shown.result.report) : html`<h1>${t('Critical epsilons')}</h1>`}
        <lpr-analysis-status .state=${shown} file="critical-epsilon.json"></lpr-analysis-status>
        ${shown.kind === 'finished' ? this.figures(shown.result) : html``}
      </main>
    `;
  }

  private figures({ report, separations }: AnalysisResult<'criticalEpsilon'>) {
    const curve = report.curves[this.curveIndex] ?? report.curves[0];
    if (curve === undefined) return html`<p>${t('The suite has no corruption.')}</p>`;
    const label = this.label === '' || curve.classes[Number(this.label)] === undefined ? undefined : Number(this.label);
    const of = label === undefined ? t('all classes') : (curve.classes[label]?.name ?? '');
    const subject = label === undefined ? curve : (curve.classes[label] ?? curve);
    return html`
      <div class="choices">
        <label>${t('Norm')}
          <select @change=${(event: Event) => this.choose('curve', event)}>
            ${report.curves.map((each, index) => html`<option value=${index} ?selected=${each === curve}>${lawName(each)}</option>`)}
          </select>
        </label>
        <label>${t('Images')}
          <select @change=${(event: Event) => this.choose('label', event)}>
            <option value="" ?selected=${label === undefined}>${t('all classes')}</option>
            ${curve.classes.map(({ name }, index) => html`<option value=${index} ?selected=${index === label}>${name}</option>`)}
          </select>
        </label>
      </div>
      <dl class="figures">
        <div><dt>${t('Median')}</dt><dd class="value">${subject.n === 0 ? '\u2013' : medianText(subject.median, curve.largestEpsilon)}</dd><dd>${subject.median === null ? t('Fewer than half of the images flip.') : t('Half of the images have flipped by this epsilon.')}</dd></div>
        <div><dt>${t('Right images')}</dt><dd class="value">${count(subject.n)}</dd><dd>${t('The distribution is over these.')}</dd></div>
        <div><dt>${t('Never flipped')}</dt><dd class="value">${count(subject.censored)}</dd><dd>${t('Right at every epsilon of the suite, up to {0}.', epsilonText(curve.largestEpsilon))}</dd></div>
        <div><dt>${t('Wrong to begin with')}</dt><dd class="value">${count(subject.wrong)}</dd><dd>${t('Wrong without corruption, and kept apart.')}</dd></div>
      </dl>
      <section>
        <h2>${t('Share of images that have flipped, {0}, {1}', lawName(curve), of)}</h2>
        <p class="hint">${t('Each image goes along one random direction and is clipped. A flip is not for ever: beyond its critical epsilon an image may be right again. The band holds the true distribution at all epsilons at once with 95 % confidence.')} ${labelSafetyNote(curve.norm, curve.largestEpsilon, separations)}</p>
        <div class="sideBySide">
          <lpr-plot-chart .plot=${distributionPlot({ curve, label }, report)}></lpr-plot-chart>
          <lpr-data-table .table=${distributionTable({ curve, label })} label=${t('Distribution of the critical epsilons')}></lpr-data-table>
        </div>
      </section>
      <section>
        <h2>${t('Most fragile images, {0}, {1}', lawName(curve), of)}</h2>
        ${this.fragile(report, curve, subject.mostFragile)}
      </section>
      <section><h2>${t('By class')}</h2><lpr-data-table .table=${classTable(curve)} label=${t('Critical epsilons by class')}></lpr-data-table></section>
    `;
  }

  private fragile(report: CriticalEpsilonReport, curve: CriticalEpsilonCurve, mostFragile: CriticalEpsilonCurve['mostFragile']) {
    if (mostFragile.length === 0) return html`<p>${t('No image flipped up to the largest epsilon.')}</p>`;
    const { data, seed } = report;
    const open = (image: number, epsilon: number) =>
      analysisHost.postMessage({ kind: 'preview', target: { data: data.source, split: data.split === 'train' ? 'train' : 'test', image, norm: curve.norm, epsilon, seed, draw: 0 } });
    return html`
      <ol>
        ${mostFragile.map(
          ({ image, epsilon, label, predicted }) => html`
            <li>
              <span>${t('Image {0} at {1}', image, measured(epsilon))}<br /><small>${t('{0}, taken for {1}', label, predicted)}</small></span>
              <vscode-button secondary aria-label=${t('Show image {0} corrupted', image)} @click=${() => open(image, epsilon)}>${t('Show')}</vscode-button>
            </li>
          `,
        )}
      </ol>
    `;
  }

  private choose(what: 'curve' | 'label', { target }: Event): void {
    if (!(target instanceof HTMLSelectElement)) return;
    saveChoice(what, target.value);
    if (what === 'curve') this.curveIndex = Number(target.value);
    else this.label = target.value;
  }

  private receive(message: z.infer<typeof messageSchema>): void {
    this.shown = message.state;
    if (this.shown.kind === 'finished') saveAnalysis({ folder: this.shown.folder });
  }
}

function heading({ model, data, suite, images, seed }: CriticalEpsilonReport) {
  return html`
    <h1>${t('Critical epsilons of {0}', modelName(model.path))}</h1>
    <p class="subtitle">${t('{0} images of {1}, suite {2}, seed {3}', count(images.length), dataName(data.source), suite, seed)}</p>
  `;
}
