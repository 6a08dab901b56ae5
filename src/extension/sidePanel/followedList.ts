import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { PlainError } from '../../protocol/errors';
import type { Extension } from '../extensionParts';
import type { ServerConnection } from '../serverConnection';
import { asLprError } from '../showError';

/** While somebody looks at a folder without any job: how often it is seen whether there is one by now. */
const firstJobMilliseconds = 2000;

/** A job with a folder of its own, such as a run or a training. */
export interface FollowedJob {
  readonly folder: string;
  readonly state: { readonly kind: string };
}

/** One kind of job, and how the server is asked about it. */
export interface FollowedKind<J extends FollowedJob> {
  /** Of the folder below `.lp-robustness` that the jobs lie in. */
  readonly name: string;
  /** Told when there may be other jobs than before. */
  readonly onHint: vscode.Event<void>;
  /** Tells those who wait for that hint that there are other jobs: a file watcher may have missed it. */
  tellOthers(): void;
  all(server: ServerConnection, folders: string[]): Promise<J[]>;
  /** From then on the server tells what changes in these folders, and in no others. */
  follow(server: ServerConnection, folders: string[]): Promise<J[]>;
  listen(server: ServerConnection, take: (changed: readonly J[], removed: readonly string[]) => void): vscode.Disposable;
  inOrder(jobs: Iterable<J>): J[];
}

/**
 * The jobs of one kind in the workspace, live as long as somebody looks: the server follows them then. Without any job, or
 * while nobody looks, the server is not started and not asked.
 */
export class FollowedList<J extends FollowedJob> implements vscode.Disposable {
  private readonly change = new vscode.EventEmitter<readonly J[] | undefined>();
  private readonly disposables: { dispose(): void }[];
  private readonly byFolder = new Map<string, J>();
  private ordered: readonly J[] | undefined;
  /** What the server follows for us; undefined where it follows nothing, or has ended. */
  private followed: readonly string[] | undefined;
  private wasUp = false;
  private firstJob: NodeJS.Timeout | undefined;
  /** Who looks. */
  private readonly lookers = new Set<string>();
  private work: Promise<void> = Promise.resolve();
  private failure: PlainError | undefined;

  /** With the jobs that are others than before, where the list is the same otherwise; else with nothing. */
  readonly onDidChange = this.change.event;

  constructor(
    private readonly extension: Pick<Extension, 'log' | 'server'>,
    private readonly kind: FollowedKind<J>,
  ) {
    const update = () => this.update();
    const { server } = extension;
    this.disposables = [
      this.change,
      kind.listen(server, (changed, removed) => this.take(changed, removed)),
      kind.onHint(update),
      vscode.workspace.onDidChangeWorkspaceFolders(update),
      server.onDidChangeState(({ kind: state }) => {
        const isUp = state === 'ready' || state === 'busy';
        if (!isUp) this.followed = undefined;
        if (isUp && !this.wasUp) this.update();
        this.wasUp = isUp;
        if (state === 'failed') this.change.fire(undefined);
      }),
    ];
  }

  /** In the order of a list; undefined before they are known. */
  get all(): readonly J[] | undefined {
    return this.ordered;
  }

  /** Why the jobs are not known, or no longer followed. */
  get problem(): PlainError | undefined {
    const { state } = this.extension.server;
    return state.kind === 'failed' ? state.error : this.failure;
  }

  /** As soon as it is known, and empty where it cannot be. */
  async known(): Promise<readonly J[]> {
    await this.work;
    return this.ordered ?? [];
  }

  /** @param by A view or a panel: the jobs are followed while any of them is looked at. */
  setLookedAt(isLookedAt: boolean, by = 'view'): void {
    if (isLookedAt === this.lookers.has(by)) return;
    if (isLookedAt) this.lookers.add(by);
    else this.lookers.delete(by);
    this.update();
  }

  /** Asks again, also a server that has failed, which is started again for it; ends when the answer is there. @throws LprError LPR-602 */
  async refresh(): Promise<void> {
    const { server } = this.extension;
    if (server.state.kind === 'failed') await server.restart();
    this.followed = undefined;
    this.update();
    await this.work;
  }

  /** The jobs as they are now, for a command that may come while nobody looks. @throws LprError */
  async now(): Promise<readonly J[]> {
    const folders = await this.foldersWithJobs();
    return folders.length === 0 ? [] : this.kind.inOrder(await this.kind.all(this.extension.server, folders));
  }

  /** Takes jobs out of the list that have just been deleted. */
  forget(folders: readonly string[]): void {
    for (const folder of folders) this.byFolder.delete(folder);
    this.show(undefined);
  }

  dispose(): void {
    clearInterval(this.firstJob);
    vscode.Disposable.from(...this.disposables).dispose();
  }

  /** One after the other: what is followed is a matter between this list and the server. */
  private update(): void {
    this.work = this.work.then(() => this.follow()).catch((error: unknown) => {
      this.failure = asLprError(error).toPlain();
      this.extension.log.warn(`The ${this.kind.name} are not known: ${this.failure.code} ${this.failure.happened}`);
      this.change.fire(undefined);
    });
  }

  private get isLookedAt(): boolean {
    return this.lookers.size > 0;
  }

  private async follow(): Promise<void> {
    const { server } = this.extension;
    const folders = this.isLookedAt ? await this.foldersWithJobs() : [];
    this.lookForFirstJob(folders);
    if (folders.length === 0) {
      await this.followNothing();
      return;
    }
    // A server that has failed is started again by a command, not by looking.
    if (sameList(folders, this.followed) || server.state.kind === 'failed') return;
    const jobs = await this.kind.follow(server, folders);
    this.followed = folders;
    this.failure = undefined;
    this.byFolder.clear();
    for (const job of jobs) this.byFolder.set(job.folder, job);
    this.show(undefined);
  }

  private async followNothing(): Promise<void> {
    const { server } = this.extension;
    if (this.isLookedAt && (this.ordered === undefined || this.byFolder.size > 0)) {
      this.byFolder.clear();
      this.show(undefined);
    }
    const isUp = server.state.kind === 'ready' || server.state.kind === 'busy';
    if (this.followed !== undefined && isUp) await this.kind.follow(server, []);
    this.followed = undefined;
  }

  private take(changed: readonly J[], removed: readonly string[]): void {
    const isSameList = removed.length === 0 && changed.every((job) => this.byFolder.get(job.folder)?.state.kind === job.state.kind);
    for (const folder of removed) this.byFolder.delete(folder);
    for (const job of changed) this.byFolder.set(job.folder, job);
    this.show(isSameList ? changed : undefined);
  }

  private show(changed: readonly J[] | undefined): void {
    const before = this.ordered;
    this.ordered = this.kind.inOrder(this.byFolder.values());
    this.change.fire(changed);
    if (before !== undefined && !sameJobs(before, this.ordered)) this.kind.tellOthers();
  }

  /** On Linux VS Code's watcher misses folders made one within the other at once, as those of a workspace's first job. */
  private lookForFirstJob(withJobs: readonly string[]): void {
    clearInterval(this.firstJob);
    const isComplete = withJobs.length === workspaceFolders().length;
    this.firstJob = this.isLookedAt && !isComplete ? setInterval(() => this.update(), firstJobMilliseconds) : undefined;
  }

  /** Whether a workspace folder has any; the server need not be started to tell. */
  areIn(folder: string): Promise<boolean> {
    return isFolder(path.join(folder, '.lp-robustness', this.kind.name));
  }

  private async foldersWithJobs(): Promise<string[]> {
    const folders = workspaceFolders();
    const have = await Promise.all(folders.map((folder) => this.areIn(folder)));
    return folders.filter((_, index) => have[index]);
  }
}

function isFolder(place: string): Promise<boolean> {
  return stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function workspaceFolders(): string[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}

function sameJobs(one: readonly FollowedJob[], other: readonly FollowedJob[]): boolean {
  return one.length === other.length && one.every(({ folder, state }, index) => other[index]?.folder === folder && other[index].state.kind === state.kind);
}

function sameList(one: readonly string[], other: readonly string[] | undefined): boolean {
  return one.length === other?.length && one.every((folder, index) => other[index] === folder);
}
