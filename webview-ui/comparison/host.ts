import type { FromComparisonPanel } from '../../src/protocol/comparisonMessages';
import { vsCodeApi } from '../components/vsCodeApi';

/** What the page keeps through being hidden and through a reload of the window. */
export interface SavedComparison {
  /** Folders of the runs, from which VS Code fills the panel again. */
  readonly folders: readonly string[];
  /** Number of the chosen row. */
  readonly row?: number;
}

export const host = vsCodeApi<FromComparisonPanel, SavedComparison>();
