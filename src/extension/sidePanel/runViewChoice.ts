import * as vscode from 'vscode';
import { z } from 'zod';
import type { ListedRun } from '../../protocol/runListMessages';
import { filtered, groupings, type Grouping } from './runGroups';

const storageKey = 'lpRobustness.runView';
const storedSchema = z.object({ filter: z.string(), grouping: z.enum(groupings) });

/** How the user wants to see the runs of this workspace; it is remembered with the workspace. */
export class RunViewChoice {
  private chosen: z.infer<typeof storedSchema>;

  constructor(private readonly storage: vscode.Memento) {
    const stored = storedSchema.safeParse(storage.get(storageKey));
    this.chosen = stored.success ? stored.data : { filter: '', grouping: 'none' };
    this.tellMenus();
  }

  get filter(): string {
    return this.chosen.filter;
  }

  get grouping(): Grouping {
    return this.chosen.grouping;
  }

  async change(choice: { readonly filter?: string; readonly grouping?: Grouping }): Promise<void> {
    this.chosen = { ...this.chosen, ...choice };
    this.tellMenus();
    await this.storage.update(storageKey, this.chosen);
  }

  private tellMenus(): void {
    void vscode.commands.executeCommand('setContext', 'lpRobustness.runsFiltered', this.filter !== '');
  }
}

/** What stands above the list while a filter is on. */
export function filterMessage(runs: readonly ListedRun[], filter: string): string {
  return filter === '' ? '' : vscode.l10n.t('{0} of {1} runs match \u201c{2}\u201d.', filtered(runs, filter).length, runs.length, filter);
}
