import type { FromReportPanel } from '../../src/protocol/webviewMessages';

/** What the page keeps through being hidden and through a reload of the window. */
export interface SavedState {
  /** Folder of the finished run, from which VS Code fills the panel again. */
  readonly folder?: string;
  readonly scrollTop?: number;
}

/** The object that VS Code gives to a page, once. */
interface VsCodeApi {
  postMessage(message: FromReportPanel): void;
  getState(): SavedState | undefined;
  setState(state: SavedState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export const vsCode: VsCodeApi = acquireVsCodeApi();

/** Changes some of the saved state. */
export function save(change: SavedState): void {
  vsCode.setState({ ...vsCode.getState(), ...change });
}
