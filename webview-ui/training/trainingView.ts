import { t } from '@vscode/l10n';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, state as reactive } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { EpochRecord } from '../../src/protocol/training';
import { toTrainingPanelSchema, type ShownTraining, type ToTrainingPanel } from '../../src/protocol/trainingPanelMessages';
import { CopyEvent } from '../components/copyBar';
import { pageStyle } from '../components/pageStyle';
import '../components/plotChart';
import { statusStyle } from '../components/statusStyle';
import { receiveMessages } from '../components/receiveMessages';
import '../components/tableTwin';
import { host } from './host';
import './trainingCard';
import { TickEvent } from './trainingCard';
import { curvePlot, curves, curveTitle, type Curve, type TickedTraining } from './trainingCurves';
import { curveTable } from './trainingTables';

type Overview = Extract<ToTrainingPanel, { kind: 'trainings' }>;

/** The whole monitor. It asks the host with `ready`, shows the trainings it is told of, and asks for the curves of those that are ticked. */
@customElement('lpr-training')
export class TrainingView extends LitElement {
  static override styles = [
    pageStyle,
    statusStyle,
    css`
      .title { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 0.5rem 1rem; margin-bottom: 0.75rem; }
      h1 { margin: 0; }
      fieldset { border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border, currentColor))); border-radius: 4px; margin: 0; padding: 0.25rem 0.75rem; min-width: 0; }
      ul { list-style: none; margin: 0; padding: 0.25rem; max-height: 22rem; overflow: auto; }
      li { padding: 0.5rem 0; }
      li + li { border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)); }
      .hint { margin-top: 0.75rem; }
      .charts { --heading-width: 13rem; display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 0 1.75rem; align-items: start; }
      .charts section { min-width: 0; }
      summary { cursor: pointer; color: var(--vscode-textLink-foreground); margin-top: 0.5rem; width: fit-content; }
      summary:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
      .news { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    `,
  ];

  @reactive() private overview: Overview | undefined;
  @reactive() private ticked: Readonly<Record<string, number>> = host.getState()?.ticked ?? {};
  @reactive() private epochs: ReadonlyMap<string, readonly EpochRecord[]> = new Map();
  /** What has become of a training since the page was opened, for screen readers: its card shows it. */
  @reactive() private news = '';
  /** How many epochs were asked for of each training, so that they are asked for once. */
  private readonly asked = new Map<string, number>();

  constructor() {
    super();
    receiveMessages(this, host, toTrainingPanelSchema, (message) => this.receive(message));
  }

  override render(): unknown {
    const { overview } = this;
    if (overview === undefined) return nothing;
    const { trainings, starting, problem, trusted } = overview;
    const copy = (event: Event): void => {
      if (event instanceof CopyEvent) host.postMessage({ kind: 'copy', text: event.text, what: event.what });
    };
    const tick = (event: Event): void => {
      if (event instanceof TickEvent) this.tick(event.training, event.isTicked);
    };
    return html`
      <main @lpr-copy=${copy} @lpr-tick=${tick}>
        <div class="title">
          <h1>${t('Training monitor')}</h1>
          ${trusted ? html`<vscode-button secondary @click=${() => host.postMessage({ kind: 'train' })}>${t('Train...')}</vscode-button>` : nothing}
        </div>
        ${problem === undefined
          ? nothing
          : html`<div class="notice failed" role="alert"><p>${problem.happened} (${problem.code})</p><p>${problem.action}</p><p><vscode-button secondary @click=${() => host.postMessage({ kind: 'showLog' })}>${t('Open log')}</vscode-button></p></div>`}
        ${starting.map(({ name, message, fraction }) => html`<p class="row" role="status"><progress aria-label=${t('Progress of {0}', name)} max="1" .value=${fraction ?? 0}></progress><span>${t('{0}: {1}', name, message)}</span></p>`)}
        ${trainings === undefined ? nothing : this.list(trainings, trusted, starting.length === 0)}
        <p class="news" role="status">${this.news}</p>
        ${trainings === undefined ? nothing : this.curves(trainings)}
      </main>
    `;
  }

  private list(trainings: readonly ShownTraining[], trusted: boolean, isIdle: boolean) {
    if (trainings.length === 0) return isIdle ? html`<p>${t('Nothing has been trained in this workspace yet.')}</p>` : nothing;
    return html`
      <fieldset>
        <legend>${t('Trainings on show')}</legend>
        <ul>
          ${repeat(
            trainings,
            ({ training }) => training.folder,
            (shown) => html`<li><lpr-training-card .shown=${shown} .group=${this.groupOf(shown.training.folder)} .trusted=${trusted}></lpr-training-card></li>`,
          )}
        </ul>
      </fieldset>
    `;
  }

  private curves(trainings: readonly ShownTraining[]) {
    const ticked = trainings.flatMap((shown): TickedTraining[] => {
      const group = this.groupOf(shown.training.folder);
      return group === undefined ? [] : [{ shown, group, epochs: this.epochs.get(shown.training.folder) ?? [] }];
    });
    if (ticked.length === 0) return trainings.length === 0 ? nothing : html`<p>${t('Tick a training to see its curves.')}</p>`;
    return html`
      <p class="hint">${t('Solid lines: images kept apart for validation. Dashed lines: training images, as augmentation has changed them.')}</p>
      <div class="charts">${curves.map((curve) => this.chart(curve, ticked))}</div>
    `;
  }

  private chart(curve: Curve, ticked: readonly TickedTraining[]) {
    return html`
      <section>
        <h2>${curveTitle(curve)}</h2>
        <lpr-plot-chart .plot=${curvePlot(curve, ticked)}></lpr-plot-chart>
        <details>
          <summary>${t('Table: {0}', curveTitle(curve))}</summary>
          <lpr-table-twin .table=${curveTable(curve, ticked)}></lpr-table-twin>
        </details>
      </section>
    `;
  }

  private groupOf(folder: string): number | undefined {
    return this.ticked[folder];
  }

  /** A training keeps its colour while others come and go: a new one takes the first that is free. */
  private tick(folder: string, isTicked: boolean): void {
    const others = Object.entries(this.ticked).filter(([other]) => other !== folder);
    const taken = new Set(others.map(([, group]) => group));
    let free = 0;
    while (taken.has(free)) free += 1;
    this.ticked = Object.fromEntries(isTicked ? [...others, [folder, free]] : others);
    host.setState({ ...host.getState(), ticked: this.ticked });
    this.askEpochs();
  }

  private receive(message: ToTrainingPanel): void {
    switch (message.kind) {
      case 'trainings':
        this.take(message);
        break;
      case 'epochs': {
        const known = this.epochs.get(message.training) ?? [];
        this.epochs = new Map(this.epochs).set(message.training, [...known.slice(0, message.after), ...message.epochs]);
        break;
      }
      case 'tick':
        for (const training of message.trainings) if (this.groupOf(training) === undefined) this.tick(training, true);
        break;
    }
  }

  private take(overview: Overview): void {
    const before = new Map(this.overview?.trainings?.map(({ training }) => [training.folder, training]));
    const { trainings = [] } = overview;
    const changed = trainings.find(({ training: { folder, state } }) => this.groupOf(folder) !== undefined && (before.get(folder)?.state.kind ?? state.kind) !== state.kind);
    if (changed !== undefined) this.news = t('{0}: {1}', changed.name, changed.description);
    this.overview = overview;
    // A training that was begun anew has fewer epochs than are known of it.
    for (const { training } of trainings) if (training.epochsDone < (this.asked.get(training.folder) ?? 0)) this.forget(training.folder);
    this.tickAtFirst(trainings);
    this.askEpochs();
  }

  private forget(folder: string): void {
    this.asked.delete(folder);
    const epochs = new Map(this.epochs);
    epochs.delete(folder);
    this.epochs = epochs;
  }

  /** Who has never ticked anything sees what is going on, or the newest. */
  private tickAtFirst(trainings: readonly ShownTraining[]): void {
    if (host.getState()?.ticked !== undefined) return;
    const running = trainings.filter(({ training }) => training.state.kind === 'running');
    const [newest] = trainings;
    for (const { training } of running.length > 0 ? running : newest === undefined ? [] : [newest]) this.tick(training.folder, true);
  }

  private askEpochs(): void {
    for (const { training } of this.overview?.trainings ?? []) {
      const { folder, epochsDone } = training;
      if (this.groupOf(folder) === undefined || epochsDone <= (this.asked.get(folder) ?? 0)) continue;
      this.asked.set(folder, epochsDone);
      host.postMessage({ kind: 'askEpochs', training: folder, after: this.epochs.get(folder)?.length ?? 0 });
    }
  }
}
