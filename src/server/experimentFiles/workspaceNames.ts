import path from 'node:path';
import type { Connection } from 'vscode-languageserver/node';
import type { WorkspaceNames as RelativeNames } from '../../engine/experimentFile/completions';
import { workspaceNamesRequest } from '../../protocol/experimentFileMessages';

/** Looking for models takes the editor a moment: what it found is good for so long. */
const freshMilliseconds = 5000;

/** The models and image folders of the workspace, as the extension finds them with the editor's own search. */
export class WorkspaceNames {
  #found: { readonly at: number; readonly names: Promise<RelativeNames> } | undefined;

  constructor(private readonly connection: Connection) {}

  /** With paths as a file in this folder would write them. Empty where the extension does not answer. */
  async relativeTo(folder: string): Promise<RelativeNames> {
    const now = performance.now();
    if (this.#found === undefined || now - this.#found.at > freshMilliseconds) this.#found = { at: now, names: this.#ask() };
    const { models, data } = await this.#found.names;
    return { models: models.map((file) => written(folder, file)), data: data.map((place) => written(folder, place)) };
  }

  async #ask(): Promise<RelativeNames> {
    try {
      return workspaceNamesRequest.result.parse(await this.connection.sendRequest(workspaceNamesRequest.method, {}));
    } catch (error) {
      this.connection.console.warn(`What the workspace holds is not known: ${String(error)}`);
      return { models: [], data: [] };
    }
  }
}

/** Relative, with slashes on every system; a folder beside the file begins with `./`, so that it is not taken for a dataset. */
function written(folder: string, file: string): string {
  const relative = path.relative(folder, file).split(path.sep).join('/');
  return relative.includes('/') || path.isAbsolute(relative) ? relative : `./${relative}`;
}
