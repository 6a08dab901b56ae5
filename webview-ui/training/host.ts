import type { FromTrainingPanel } from '../../src/protocol/trainingPanelMessages';
import { vsCodeApi } from '../components/vsCodeApi';

/** What the page keeps through being hidden and through a reload of the window. */
export interface SavedMonitor {
  /** The trainings that are shown, by their folders, with the number of their colour and marker. */
  readonly ticked?: Readonly<Record<string, number>>;
}

export const host = vsCodeApi<FromTrainingPanel, SavedMonitor>();
