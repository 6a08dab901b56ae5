import path from 'node:path';
import type { RunListing } from '../engine/run/runListing';
import type { ListedRun } from '../protocol/runListMessages';
import { FollowedFolders, type FollowedChange } from './followedFolders';

export type RunChange = FollowedChange<ListedRun>;

/** Follows the runs of some workspace folders. */
export class FollowedRuns extends FollowedFolders<ListedRun> {
  constructor(listing: RunListing, onChange: (change: RunChange) => void) {
    super((folders) => runsIn(listing, folders), onChange);
  }
}

/** The runs of workspace folders, in no order. */
export async function runsIn(listing: RunListing, folders: readonly string[]): Promise<ListedRun[]> {
  return (await Promise.all(folders.map((folder) => listing.runs(runsFolderOf(folder))))).flat();
}

/** Where the runs of a workspace folder lie. */
export function runsFolderOf(folder: string): string {
  return path.join(folder, '.lp-robustness', 'runs');
}
