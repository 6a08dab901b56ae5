import type * as vscode from 'vscode';
import type { FinishedRuns } from './finishedRuns';
import type { ServerConnection } from './serverConnection';
import type { WorkspaceRuns } from './sidePanel/workspaceRuns';
import type { WorkspaceTrainings } from './trainings/workspaceTrainings';

/** What activation makes once and every command is given. */
export interface Extension {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly server: ServerConnection;
  readonly runs: FinishedRuns;
  readonly workspaceRuns: WorkspaceRuns;
  readonly trainings: WorkspaceTrainings;
}
