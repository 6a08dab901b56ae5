import * as vscode from 'vscode';

/** A training that has no folder yet: its images are fetched and its model opened. */
export interface StartingTraining {
  readonly id: string;
  readonly name: string;
  readonly message: string;
  /** Share of the present phase, where it is known. */
  readonly fraction?: number;
}

/** The trainings of this window that are about to begin. */
export class StartingTrainings implements vscode.Disposable {
  private readonly change = new vscode.EventEmitter<void>();
  private readonly byId = new Map<string, StartingTraining>();

  readonly onDidChange = this.change.event;

  get all(): readonly StartingTraining[] {
    return [...this.byId.values()];
  }

  show(training: StartingTraining): void {
    this.byId.set(training.id, training);
    this.change.fire();
  }

  /** It has begun, or has come to nothing. */
  forget(id: string): void {
    if (this.byId.delete(id)) this.change.fire();
  }

  dispose(): void {
    this.change.dispose();
  }
}
