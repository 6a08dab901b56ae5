import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Report } from '../../src/protocol/report';
import { count } from '../components/figures';

const suiteOrigin = { paper: 'the epsilons of the paper', equivalent: "the paper's suite, scaled to this image size", user: 'your own' } as const;

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

  override render(): unknown {
    if (this.report === undefined) return html``;
    const { model, data, suite, seed, draws, backend, versions, clean } = this.report;
    const { height, width, channels } = model.input;
    const versionsOf = (record: Readonly<Record<string, string>>) => Object.entries(record).map(([name, version]) => `${name} ${version}`).join(', ');
    return html`
      <dl>
        <dt>Model</dt><dd>${model.path}</dd>
        <dt></dt><dd>${model.format} model, ${count(model.weightCount)} weights, ${count(model.classCount)} classes, input ${height} x ${width} x ${channels}</dd>
        <dt>Model's hash</dt><dd><code>${model.hash}</code></dd>
        <dt>Data</dt><dd>${data.source}, ${data.split} split: ${count(clean.n)} of ${count(data.count)} images</dd>
        <dt>Data's hash</dt><dd><code>${data.hash}</code></dd>
        <dt>Suite</dt><dd>${suite.name} (${suiteOrigin[suite.origin]})</dd>
        <dt>Seed</dt><dd>${String(seed)}, ${draws === 1 ? 'one draw' : `${draws} draws`} per image and corruption</dd>
        <dt>Backend</dt><dd>${backend.name} on ${backend.device}, batches of ${count(backend.batchSize)} (${versionsOf(backend.versions)})</dd>
        <dt>Versions</dt><dd>${versionsOf(versions)}</dd>
        ${this.folder === undefined ? html`` : html`<dt>Run</dt><dd>${this.folder}</dd>`}
      </dl>
    `;
  }
}
