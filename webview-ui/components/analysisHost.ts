import type { FromAnalysisPanel } from '../../src/protocol/analysisMessages';
import { vsCodeApi } from './vsCodeApi';

/** What the page keeps through being hidden and through a reload of the window. */
export interface SavedAnalysis {
  /** Folder of the finished result, from which VS Code fills the panel again. */
  readonly folder?: string;
  /** The robustness of a model that was found with a class separation: its own schema checks it when it is read. */
  readonly robustness?: unknown;
  /** Choices of the page, by their names. */
  readonly choices?: Readonly<Record<string, string>>;
}

export const analysisHost = vsCodeApi<FromAnalysisPanel, SavedAnalysis>();

/** Changes some of the saved state. */
export function saveAnalysis(change: SavedAnalysis): void {
  analysisHost.setState({ ...analysisHost.getState(), ...change });
}

/** A choice as it was left, for the time after a reload. */
export function savedChoice(name: string): string | undefined {
  return analysisHost.getState()?.choices?.[name];
}

export function saveChoice(name: string, value: string): void {
  saveAnalysis({ choices: { ...analysisHost.getState()?.choices, [name]: value } });
}
