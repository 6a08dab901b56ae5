import { z } from 'zod';
import { host, type SavedPreview } from './host';
import { defaultSettings, previewSettingsSchema, type PreviewSettings } from './settings';

/** A slider writes its state at most this often. In milliseconds. */
const writeEvery = 250;

const savedSchema = z.object({ settings: z.unknown(), startId: z.string().optional() });

/** What an earlier page has left, as far as it can still be used. */
export function readSaved(): { readonly settings: PreviewSettings; readonly startId: string | undefined } {
  const saved = savedSchema.safeParse(host.getState());
  const settings = previewSettingsSchema.safeParse(saved.data?.settings);
  return { settings: settings.success ? settings.data : defaultSettings(), startId: saved.data?.startId };
}

/** Keeps what the user has set, with VS Code, through hiding and reload. */
export class SavedState {
  private state: SavedPreview = {};
  private timer: ReturnType<typeof setTimeout> | undefined;
  startId = readSaved().startId;

  keep(change: SavedPreview): void {
    this.state = { ...this.state, ...change };
    if (change.startId !== undefined) this.startId = change.startId;
    // What the extension restores from must be there at once; a slider's value may wait.
    if (change.subject !== undefined) this.write();
    else this.timer ??= setTimeout(() => this.write(), writeEvery);
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    host.setState(this.state);
  }
}
