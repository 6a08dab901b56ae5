import { css, html, LitElement } from 'lit';
import { customElement, state as reactive } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Report } from '../../src/protocol/report';
import { toReportPanelSchema, type ReportPanelState } from '../../src/protocol/webviewMessages';
import { lawName } from '../components/figures';
import { save, vsCode } from '../components/vsCodeApi';
import './cellTable';
import './curveChart';
import { curvesOf, sharedTop } from './curves';
import './headlineFigures';
import './provenance';
import './runStatus';

/** The whole panel. It asks the host with `ready` and shows whatever state it is sent. */
@customElement('lpr-report')
export class ReportView extends LitElement {
  static override styles = css`
    :host { display: block; max-width: 90rem; margin: 0 auto; padding: 1rem 0 2rem; }
    h1 { font-size: 1.5em; font-weight: 600; margin: 0 0 0.25rem; overflow-wrap: anywhere; }
    h2 { font-size: 1.2em; font-weight: 600; margin: 0 0 0.5rem; }
    section { margin-top: 1.75rem; }
    .subtitle, .legend { color: var(--vscode-descriptionForeground); margin: 0 0 0.75rem; overflow-wrap: anywhere; }
    .legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; padding: 0; list-style: none; }
    .legend li { display: flex; align-items: center; gap: 0.4rem; }
    .key { width: 1.5rem; height: 0.75rem; flex: none; }
    .key.line { height: 0; border-top: 2px solid var(--chart-line); }
    .key.band { background: var(--chart-line); opacity: 0.25; }
    .key.clean { height: 0; border-top: 1px dashed currentColor; }
    .key.weak { background: currentColor; opacity: 0.2; }
    .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(18rem, 100%), 1fr)); gap: 1.25rem; }
  `;

  @reactive() private shown: ReportPanelState | undefined;
  private scrolledBack = false;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('message', this.receive);
    window.addEventListener('scrollend', this.saveScroll);
    vsCode.postMessage({ kind: 'ready' });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('message', this.receive);
    window.removeEventListener('scrollend', this.saveScroll);
  }

  override render(): unknown {
    const { shown } = this;
    if (shown === undefined) return html``;
    const { report } = shown;
    return html`
      <main>
        ${report === undefined ? html`<h1>Lp robustness</h1>` : heading(report)}
        <lpr-run-status .state=${shown}></lpr-run-status>
        ${report === undefined ? html`` : figures(report, shown.kind === 'finished' ? shown.folder : undefined)}
      </main>
    `;
  }

  override updated(): void {
    if (this.scrolledBack || this.shown?.report === undefined) return;
    this.scrolledBack = true;
    const scrollTop = vsCode.getState()?.scrollTop;
    // After the components below have drawn themselves, and the page has its height.
    if (scrollTop !== undefined) requestAnimationFrame(() => window.scrollTo({ top: scrollTop, behavior: 'instant' }));
  }

  private readonly receive = ({ data }: MessageEvent<unknown>): void => {
    const message = toReportPanelSchema.safeParse(data);
    if (!message.success) return; // not from our host
    this.shown = message.data.state;
    if (this.shown.kind === 'finished') save({ folder: this.shown.folder });
  };

  private readonly saveScroll = (): void => {
    save({ scrollTop: window.scrollY });
  };
}

/** Name of a data set, or of the folder that the images lie in. */
const dataName = (source: string) => source.split(/[\\/]/).at(-1) ?? source;

/** Name of the model: the folder that its model.json lies in. */
const modelName = (path: string) => path.split(/[\\/]/).at(-2) ?? path;

function heading({ model, data, clean }: Report) {
  return html`
    <h1>${modelName(model.path)}</h1>
    <p class="subtitle">Error under random Lp corruptions, on ${clean.n.toLocaleString('en-GB')} images of ${dataName(data.source)}</p>
  `;
}

function figures(report: Report, folder: string | undefined) {
  const curves = curvesOf(report);
  const top = sharedTop(curves);
  return html`
    <section aria-label="Headline figures"><lpr-headline-figures .report=${report}></lpr-headline-figures></section>
    <section>
      <h2>Error against epsilon</h2>
      <ul class="legend">
        <li><span class="key line"></span>error</li>
        <li><span class="key band"></span>95 % interval</li>
        <li><span class="key clean"></span>clean error</li>
        ${curves.some(({ imperceptibleUpTo }) => imperceptibleUpTo > 0) ? html`<li><span class="key weak"></span>too weak to see</li>` : html``}
      </ul>
      <div class="charts">
        ${repeat(curves, ({ law }) => lawName(law), (curve) => html`<lpr-curve-chart .curve=${curve} .top=${top}></lpr-curve-chart>`)}
      </div>
    </section>
    <section><h2>All corruptions</h2><lpr-cell-table .report=${report}></lpr-cell-table></section>
    <section><h2>Where the numbers come from</h2><lpr-provenance .report=${report} .folder=${folder}></lpr-provenance></section>
  `;
}
