import { access, realpath } from 'node:fs/promises';
import path from 'node:path';

/** Options for pacote, as npm would use them: registry, proxy, certificates, credentials, and the rest. */
export type NpmOptions = Readonly<Record<string, unknown>>;

/**
 * Reads npm's own configuration (environment, project, user, global and built-in .npmrc) the way npm does, because
 * pacote reads none of it. Works without npm too; then only what belongs to npm's own folder is missing.
 */
export async function npmConfiguration(): Promise<NpmOptions> {
  const { Config, definitions, flatten, shorthands } = await import('./npmClient');
  const npmPath = await npmFolder();
  const node = await onPath(process.platform === 'win32' ? 'node.exe' : 'node');
  const config = new Config({
    definitions,
    flatten,
    shorthands,
    npmPath: npmPath ?? process.cwd(),
    // Inside VS Code this process is not node; the global .npmrc is found from where node lies.
    execPath: node ?? process.execPath,
    argv: [process.execPath, 'npm'],
    warn: false,
  });
  await config.load();
  return config.flat;
}

/** Where npm itself is installed: its folder may hold a built-in .npmrc. */
async function npmFolder(): Promise<string | undefined> {
  const command = await onPath('npm');
  if (command === undefined) return undefined;
  const script = await realpath(command);
  return path.basename(script) === 'npm-cli.js'
    ? path.dirname(path.dirname(script))
    : path.join(path.dirname(script), 'node_modules', 'npm');
}

async function onPath(name: string): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    if (folder === '') continue;
    const file = path.join(folder, name);
    try {
      await access(file);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
