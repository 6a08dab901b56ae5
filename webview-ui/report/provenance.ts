import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Report } from '../../src/protocol/report';
import type { ReportAnswer } from '../../src/protocol/reportDetails';
import { count } from '../components/figures';
import { Asked } from './asked';

const suiteOrigin = { paper: t('the epsilons of the paper'), equivalent: t("the paper's suite, scaled to this image size"), user: t('your own') };

/** Where the numbers come from: enough to get the same ones again. */
@customElement('lpr-provenance')
export class Provenance extends LitElement {
  static override styles = css`
    dl { display: grid; grid-template-columns: minmax(7rem, max-content) minmax(0, 1fr); gap: 0.25rem 1rem; margin: 0; }
    dt { color: var(--vscode-descriptionForeground); }
    dd { margin: 0; overflow-wrap: anywhere; }
    code { font-family: var(--vscode-editor-font-family, monospace); color: inherit; }
  `;

  @property({ attribute: false }) report: Report | undefined;
  /** Folder of the run, once it has finished. */
  @property({ attribute: false }) folder: string | undefined;

  private readonly history = new Asked(this, 'history');

  override willUpdate(): void {
    if (this.report !== undefined && this.folder !== undefined) this.history.ask({}, this.report);
  }

  override render(): unknown {
    if (this.report === undefined) return html``;
    const { model, data, suite, seed, draws, backend, versions, clean } = this.report;
    const { height, width, channels } = model.input;
    const versionsOf = (record: Readonly<Record<string, string>>) => Object.entries(record).map(([name, version]) => `${name} ${version}`).join(', ');
    return html`
      <dl>
        <dt>${t('Model')}</dt><dd>${model.path}</dd>
        <dt></dt><dd>${t('{0} model, {1} weights, {2} classes, input {3} x {4} x {5}', model.format, count(model.weightCount), count(model.classCount), height, width, channels)}</dd>
        <dt>${t("Model's hash")}</dt><dd><code>${model.hash}</code></dd>
        <dt>${t('Data')}</dt><dd>${t('{0}, {1} split: {2} of {3} images', data.source, data.split, count(clean.n), count(data.count))}</dd>
        <dt>${t("Data's hash")}</dt><dd><code>${data.hash}</code></dd>
        <dt>${t('Suite')}</dt><dd>${suite.name} (${suiteOrigin[suite.origin]})</dd>
        <dt>${t('Seed')}</dt><dd>${draws === 1 ? t('{0}, one draw per image and corruption', String(seed)) : t('{0}, {1} draws per image and corruption', String(seed), draws)}</dd>
        <dt>${t('Backend')}</dt><dd>${t('{0} on {1}, batches of {2} ({3})', backend.name, backend.device, count(backend.batchSize), versionsOf(backend.versions))}</dd>
        <dt>${t('Versions')}</dt><dd>${versionsOf(versions)}</dd>
        ${this.folder === undefined ? html`` : html`<dt>${t('Run')}</dt><dd>${this.folder}</dd>`}
        ${this.history.reply.kind === 'known' ? historyOf(this.history.reply.answer) : html``}
        ${this.history.reply.kind === 'failed' ? html`<dt>${t('Times')}</dt><dd>${this.history.reply.error.happened} (${this.history.reply.error.code})</dd>` : html``}
      </dl>
    `;
  }
}

const time = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** When the run was begun, and each stretch of work on it. */
function historyOf({ created, sessions }: ReportAnswer<'history'>) {
  return html`
    <dt>${t('Begun')}</dt><dd>${time.format(new Date(created))}</dd>
    ${sessions.map(({ started, ended, outcome, workers, host, platform }) => {
      const until = ended === null ? t('interrupted') : `${time.format(new Date(ended))}, ${outcomeName(outcome)}`;
      const how = workers === null ? '' : `, ${workers === 1 ? t('1 process') : t('{0} processes', workers)}`;
      return html`<dt>${t('Worked on')}</dt><dd>${time.format(new Date(started))} ${t('to')} ${until}${how}, ${host} (${platform})</dd>`;
    })}
  `;
}

function outcomeName(outcome: string | null): string {
  return outcome === 'finished' ? t('finished') : outcome === 'cancelled' ? t('cancelled') : t('failed');
}
