import * as vscode from 'vscode';
import type { WorkState } from './serverState';

/** What the user can do about a piece of work while it goes on; the status bar's menu offers it. */
export interface WorkActions {
  /** For people: "mnist-lp on mnist". */
  readonly name: string;
  cancel(): void;
  /** Brings up what shows the work, where something does. */
  readonly show?: () => void;
  /** Lets it go on when the window is closed, where it can. */
  readonly continueInBackground?: () => Promise<void>;
}

/** A piece of work that the status bar shows until it is disposed. */
export interface ShownWork {
  /** @param fraction How much of it is done, from 0 to 1, where that is known. */
  update(detail: string, fraction?: number): void;
  dispose(): void;
}

interface Entry {
  readonly actions: WorkActions | undefined;
  detail: string;
  fraction: number | undefined;
}

/** The pieces of work that go on in this window. */
export class WorkList implements vscode.Disposable {
  private readonly change = new vscode.EventEmitter<void>();
  private readonly entries = new Map<string, Entry>();

  readonly onDidChange = this.change.event;

  begin(id: string, actions?: WorkActions): ShownWork {
    const entry: Entry = { actions, detail: actions?.name ?? '', fraction: undefined };
    this.entries.set(id, entry);
    this.change.fire();
    return {
      update: (detail, fraction) => {
        Object.assign(entry, { detail, fraction });
        this.change.fire();
      },
      dispose: () => {
        if (this.entries.delete(id)) this.change.fire();
      },
    };
  }

  /** The last piece begun, as the status bar shows it. */
  get state(): WorkState | undefined {
    const last = [...this.entries.values()].at(-1);
    if (last === undefined) return undefined;
    return { detail: last.detail, count: this.entries.size, ...(last.fraction === undefined ? {} : { fraction: last.fraction }) };
  }

  /** What can be done about each piece, the last begun first. */
  get all(): readonly (WorkActions & { readonly detail: string })[] {
    return [...this.entries.values()].reverse().flatMap(({ actions, detail }) => (actions === undefined ? [] : [{ ...actions, detail }]));
  }

  dispose(): void {
    this.change.dispose();
  }
}
