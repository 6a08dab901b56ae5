import * as vscode from 'vscode';
import type { ExperimentFile } from '../protocol/experiment';

const section = 'lpRobustness';

/** The user's settings, as they are when they are read. */
export const settings = {
  get backend(): ExperimentFile['backend'] {
    return vscode.workspace.getConfiguration(section).get<ExperimentFile['backend']>('backend', 'auto');
  },
  get goOnInBackground(): boolean {
    return vscode.workspace.getConfiguration(section).get<boolean>('goOnInBackground', false);
  },
  get codeLens(): boolean {
    return vscode.workspace.getConfiguration(section).get<boolean>('codeLens', true);
  },
};

export function isSettingChanged(event: vscode.ConfigurationChangeEvent, name: keyof typeof settings): boolean {
  return event.affectsConfiguration(`${section}.${name}`);
}
