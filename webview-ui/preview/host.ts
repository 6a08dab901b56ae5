import type { PreviewSubject } from '../../src/protocol/preview';
import type { FromPreviewPanel } from '../../src/protocol/previewMessages';
import { vsCodeApi } from '../components/vsCodeApi';
import type { PreviewSettings } from './settings';

/** What the page keeps through being hidden and through a reload of the window. */
export interface SavedPreview {
  /** From which the extension opens the preview again. */
  readonly subject?: PreviewSubject;
  readonly settings?: PreviewSettings;
  /** The start that these settings have taken in. */
  readonly startId?: string;
}

export const host = vsCodeApi<FromPreviewPanel, SavedPreview>();
