import type { PreviewSettings } from './settings';

/** A part of the preview asks for other settings; the view takes them at once, before the event returns. */
export class SettingsChange extends Event {
  static readonly type = 'lpr-settings';

  constructor(readonly change: Partial<PreviewSettings>) {
    super(SettingsChange.type, { bubbles: true, composed: true });
  }
}
