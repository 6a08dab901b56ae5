import * as vscode from 'vscode';
import { mayDeleteTrainingRequest, pauseTrainingRequest, stopTrainingRequest, type ListedTraining } from '../../protocol/trainingRequests';
import type { Extension } from '../extensionParts';
import { TrainingMonitor } from '../panels/trainingMonitor';
import { moveToTrash } from '../sidePanel/moveToTrash';
import type { SidePanelViews } from '../sidePanel/sidePanelViews';
import { chosenTrainings } from './chosenTrainings';
import { evaluateTrained } from './evaluateTrained';
import { resumeTraining } from './runTraining';
import type { TrainingCommandName } from './trainingCommands';
import { canResume, trainingName } from './trainingText';
import { TrainingTree } from './trainingTree';

/** Ages stand in the rows: they are written anew this often while somebody looks. */
const agingMilliseconds = 60_000;

/** The Trainings view of the side panel, and the commands about trainings. One per window. */
export class TrainingsView implements vscode.Disposable {
  readonly tree: TrainingTree;
  private readonly disposables: { dispose(): void }[];

  constructor(
    private readonly extension: Extension,
    private readonly views: Pick<SidePanelViews, 'trainings' | 'trainingTree'>,
  ) {
    const { trainings } = extension;
    this.tree = new TrainingTree(() => trainings.known());
    const look = () => trainings.setLookedAt(views.trainings.visible);
    const aging = setInterval(() => {
      if (views.trainings.visible) this.show(undefined);
    }, agingMilliseconds);
    this.disposables = [views.trainings.onDidChangeVisibility(look), trainings.onDidChange((changed) => this.show(changed)), { dispose: () => clearInterval(aging) }];
    look();
  }

  /** Runs a command. @throws LprError */
  async run(name: TrainingCommandName, args: readonly unknown[]): Promise<unknown> {
    const { extension } = this;
    const { server } = extension;
    switch (name) {
      case 'openTrainingMonitor': {
        const shown = args[0] === undefined ? [] : await this.chosen(args, vscode.l10n.t('Open training monitor'));
        TrainingMonitor.open(extension, shown.map(({ folder }) => folder));
        return undefined;
      }
      case 'pauseTraining': {
        const [training] = await this.chosen(args, vscode.l10n.t('Pause a training'), ({ state }) => state.kind === 'running' && state.isHere && !state.isPaused);
        return training === undefined ? undefined : this.setPaused(training.folder, true);
      }
      case 'stopTraining': {
        const [training] = await this.chosen(args, vscode.l10n.t('Stop a training'), ({ state }) => state.kind === 'running');
        return training === undefined ? undefined : server.request(stopTrainingRequest, { training: training.folder });
      }
      case 'resumeTraining': {
        const [training] = await this.chosen(args, vscode.l10n.t('Resume a training'), canResume);
        return training === undefined ? undefined : this.resume(training);
      }
      case 'evaluateTraining': {
        const [training] = await this.chosen(args, vscode.l10n.t('Evaluate a trained model'), ({ trained }) => trained !== null);
        return training === undefined || training.trained === null ? undefined : evaluateTrained(training.trained, training.data);
      }
      case 'deleteTraining': {
        const trainings = await this.chosen(args, vscode.l10n.t('Delete a training'));
        return this.delete(trainings);
      }
      case 'openTrainingFile': {
        const [training] = await this.chosen(args, vscode.l10n.t('Open the training file'), ({ file }) => file !== null);
        return training === undefined || training.file === null ? undefined : vscode.window.showTextDocument(vscode.Uri.file(training.file));
      }
      case 'revealTraining':
        return this.reveal(args, 'revealInExplorer');
      case 'revealTrainingInOs':
        return this.reveal(args, 'revealFileInOS');
      case 'refreshTrainings':
        return extension.trainings.refresh();
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private chosen(args: readonly unknown[], title: string, isMeant?: (training: ListedTraining) => boolean): Promise<ListedTraining[]> {
    return chosenTrainings(this.extension.trainings, this.views.trainings, args, title, isMeant);
  }

  private async setPaused(training: string, isPaused: boolean): Promise<void> {
    await this.extension.server.request(pauseTrainingRequest, { training, isPaused });
    this.extension.trainings.changes.tell();
  }

  private resume(training: ListedTraining): Promise<unknown> {
    const { folder, state, data } = training;
    if (state.kind === 'running') return this.setPaused(folder, false);
    return resumeTraining(this.extension, folder, { name: trainingName(training), data });
  }

  /** @returns the folders that are gone */
  private async delete(trainings: readonly ListedTraining[]): Promise<string[]> {
    const { extension } = this;
    for (const { folder } of trainings) await extension.server.request(mayDeleteTrainingRequest, { training: folder });
    const question = (kept: readonly string[]): string => {
      const training = trainings.find(({ folder }) => folder === kept[0]);
      return kept.length === 1 && training !== undefined
        ? vscode.l10n.t('Delete the training {0} and its model for good?', trainingName(training))
        : vscode.l10n.t('Delete {0} trainings and their models for good?', kept.length);
    };
    const gone = await moveToTrash(extension, trainings.map(({ folder }) => folder), question);
    extension.trainings.forget(gone);
    extension.trainings.changes.tell();
    return gone;
  }

  private async reveal(args: readonly unknown[], command: string): Promise<void> {
    const [training] = await this.chosen(args, vscode.l10n.t('Reveal a training'));
    if (training !== undefined) await vscode.commands.executeCommand(command, vscode.Uri.file(training.folder));
  }

  private show(changed: readonly ListedTraining[] | undefined): void {
    const { trainings, trainingTree } = this.views;
    const { all, problem } = this.extension.trainings;
    trainingTree.refresh(changed === undefined ? undefined : this.tree.nodesOf(changed));
    if (changed !== undefined) return;
    void vscode.commands.executeCommand('setContext', 'lpRobustness.trainings', all === undefined ? undefined : all.length > 0 ? 'some' : 'none');
    trainings.message = problem === undefined ? '' : `${problem.happened} (${problem.code})`;
  }
}
