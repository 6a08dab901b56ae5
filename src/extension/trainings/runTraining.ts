import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { hostErrors, trainingErrors } from '../../protocol/errors';
import type { RunProgress } from '../../protocol/run';
import { runProgressNotification } from '../../protocol/serverMessages';
import type { TrainingMoment, TrainingResult } from '../../protocol/training';
import { resumeTrainingRequest, trainingProgressNotification } from '../../protocol/trainingRequests';
import { describeProgress } from '../commands/describeProgress';
import { offerToGoOn } from '../commands/offerToGoOn';
import type { Extension } from '../extensionParts';
import { TrainingMonitor } from '../panels/trainingMonitor';
import { asLprError, showError } from '../showError';
import type { ShownWork } from '../shownWork';
import { timeLeft } from '../timeLeft';
import { evaluateTrained } from './evaluateTrained';
import { accuracyText } from './trainingText';

const openMonitor = vscode.l10n.t('Open monitor');
const evaluateIt = vscode.l10n.t('Evaluate it');

/** What is trained. */
export interface TrainingOrder {
  /** For people: "resnet-8-c2", or "resnet-8 on cifar10, C2". */
  readonly name: string;
  /** What the model is evaluated on afterwards: a dataset's name or an absolute path; undefined where that is not known. */
  readonly data?: string;
  /** Asks the server; progress comes under `workId`. */
  readonly ask: (workId: string, token: vscode.CancellationToken) => Promise<TrainingResult>;
}

/**
 * Trains: the status bar shows how far it is, and the training monitor its curves.
 * @throws LprError
 */
export async function runTraining(extension: Extension, order: TrainingOrder): Promise<TrainingResult> {
  const work = new TrainingWork(extension, order);
  try {
    return await work.run();
  } catch (error) {
    const failure = asLprError(error);
    const { folder } = work;
    if (failure.code === trainingErrors.lossNotFinite.code && folder !== undefined) {
      // The monitor says what was kept and what to do.
      extension.log.error(failure.message);
      TrainingMonitor.open(extension, [folder]);
    } else if (failure.code === hostErrors.serverEnded.code) {
      const again = () => (folder === undefined ? runTraining(extension, order) : resumeTraining(extension, folder, order));
      void offerToGoOn(extension, vscode.l10n.t('The training {0} was interrupted: {1}', order.name, failure.happened), failure, again);
    } else throw error;
    throw hostErrors.cancelled({}, error);
  }
}

/** Goes on with an unfinished training as it was begun, whatever its file says by now. */
export function resumeTraining(extension: Extension, training: string, order: Pick<TrainingOrder, 'name' | 'data'>): Promise<TrainingResult> {
  if (!vscode.workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
  return runTraining(extension, { ...order, ask: (workId, token) => extension.server.request(resumeTrainingRequest, { workId, training }, token) });
}

/** One training from request to answer; it owns what shows it, but for the monitor. */
class TrainingWork {
  /** Once the server has it. */
  folder: string | undefined;
  private readonly id = randomUUID();
  private readonly cancellation = new vscode.CancellationTokenSource();
  private readonly work: ShownWork;
  private moment: TrainingMoment | undefined;

  constructor(
    private readonly extension: Extension,
    private readonly order: TrainingOrder,
  ) {
    this.work = extension.server.beginWork(this.id, {
      name: order.name,
      cancel: () => this.cancellation.cancel(),
      show: () => TrainingMonitor.open(extension, this.folder === undefined ? [] : [this.folder]),
    });
  }

  async run(): Promise<TrainingResult> {
    const { server, trainings } = this.extension;
    const listeners = [
      server.listen(runProgressNotification, ({ workId, progress }) => {
        if (workId === this.id) this.showPhase(progress);
      }),
      server.listen(trainingProgressNotification, ({ workId, progress }) => {
        if (workId !== this.id) return;
        if (progress.kind === 'began') this.began(progress.folder);
        else if (progress.kind === 'moment') this.showMoment(progress.moment, false);
        else if (this.moment !== undefined) this.showMoment(this.moment, progress.isPaused);
      }),
    ];
    trainings.starting.show({ id: this.id, name: this.order.name, message: vscode.l10n.t('Starting') });
    TrainingMonitor.open(this.extension, []);
    try {
      const result = await this.order.ask(this.id, this.cancellation.token);
      if (result.reused) TrainingMonitor.open(this.extension, [result.folder]);
      void this.tellEnd(result).catch((error: unknown) => showError(error, this.extension.log));
      return result;
    } finally {
      trainings.starting.forget(this.id);
      trainings.changes.tell();
      vscode.Disposable.from(...listeners, this.work, this.cancellation).dispose();
    }
  }

  private began(folder: string): void {
    const { trainings } = this.extension;
    this.folder = folder;
    trainings.changes.tell();
    TrainingMonitor.tick(folder);
  }

  private showPhase(progress: RunProgress): void {
    const { message, fraction } = describeProgress(progress);
    this.work.update(`${this.order.name}: ${message}`, fraction);
    if (this.folder === undefined) this.extension.trainings.starting.show({ id: this.id, name: this.order.name, message, ...(fraction === undefined ? {} : { fraction }) });
  }

  private showMoment(moment: TrainingMoment, isPaused: boolean): void {
    const { trainings } = this.extension;
    // From the first moment on the monitor shows it by its folder.
    trainings.starting.forget(this.id);
    if (moment.epoch !== this.moment?.epoch) trainings.changes.tell();
    this.moment = moment;
    const epoch = vscode.l10n.t('epoch {0} of {1}', moment.epoch, moment.epochs);
    const parts = isPaused ? [vscode.l10n.t('paused'), epoch] : [epoch, vscode.l10n.t('loss {0}', moment.loss.toFixed(3)), timeLeft(moment.secondsLeft)];
    this.work.update(`${this.order.name}: ${parts.join(', ')}`, moment.done / moment.total);
  }

  /** Whoever looks at the monitor sees it there. */
  private async tellEnd({ folder, model, report, reused }: TrainingResult): Promise<void> {
    const last = report.epochs.at(-1);
    if (last === undefined || (TrainingMonitor.isVisible && !reused)) return;
    const message = reused
      ? vscode.l10n.t('{0} was trained before: {1}.', this.order.name, accuracyText(last))
      : vscode.l10n.t('The training {0} is finished: {1}.', this.order.name, accuracyText(last));
    const { data } = this.order;
    const chosen = await vscode.window.showInformationMessage(message, evaluateIt, openMonitor);
    if (chosen === openMonitor) TrainingMonitor.open(this.extension, [folder]);
    if (chosen === evaluateIt) await evaluateTrained(model, data);
  }
}
