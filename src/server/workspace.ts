import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Connection, InitializeParams, WorkspaceFolder } from 'vscode-languageserver/node';
import { workspaceStateSchema } from '../protocol/experimentFileMessages';

/** What the server knows of the window: its folders, and whether its files may be looked into. */
export class Workspace {
  #folders: string[] = [];
  #isTrusted = false;
  readonly #onTrust: (() => void)[] = [];

  get isTrusted(): boolean {
    return this.#isTrusted;
  }

  initialize({ workspaceFolders, initializationOptions }: InitializeParams): void {
    this.#folders = foldersOf(workspaceFolders ?? []);
    this.#isTrusted = workspaceStateSchema.safeParse(initializationOptions).data?.isTrusted ?? false;
  }

  /** To be called once the client has initialised. */
  listen(connection: Connection): void {
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const gone = new Set(foldersOf(removed));
      this.#folders = [...this.#folders.filter((folder) => !gone.has(folder)), ...foldersOf(added)];
    });
  }

  trust(): void {
    this.#isTrusted = true;
    for (const listener of this.#onTrust) listener();
  }

  onDidTrust(listener: () => void): void {
    this.#onTrust.push(listener);
  }

  /** The folder that a file's runs go to, as the extension has it: its workspace folder; without one the first there is, or the file's own. */
  runFolderOf(file: string): string {
    const own = this.#folders.filter((folder) => isWithin(file, folder)).sort((a, b) => b.length - a.length)[0];
    return own ?? this.#folders[0] ?? path.dirname(file);
  }
}

function foldersOf(folders: readonly WorkspaceFolder[]): string[] {
  return folders.flatMap(({ uri }) => pathOf(uri) ?? []);
}

function isWithin(file: string, folder: string): boolean {
  const inside = path.relative(folder, file);
  return inside !== '..' && !inside.startsWith(`..${path.sep}`) && !path.isAbsolute(inside);
}

/** The path of a file URI; undefined for any other. */
export function pathOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}
