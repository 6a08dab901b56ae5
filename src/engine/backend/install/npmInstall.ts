import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { backendErrors } from '../../../protocol/errors';
import type { Installation } from './installation';
import { runTool } from './runTool';
import { findNpm, type Tool } from './toolchain';

/**
 * Fetches packages with all they depend on into the staging folder. npm checks each against the registry's hash; no
 * package's install script is run.
 * @throws LPR-412, LPR-414, LPR-601.
 */
export async function npmInstall({ staging, signal }: Installation, packages: Readonly<Record<string, string>>): Promise<void> {
  await writeFile(path.join(staging, 'package.json'), JSON.stringify({ private: true, dependencies: packages }, null, 2));
  const parameters = ['install', '--prefix', staging, '--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  await runTool(npm(), parameters, { task: `fetch ${Object.keys(packages).join(' and ')}`, folder: staging, signal });
}

/** Runs the install script of one package in the staging folder, which was fetched without. */
export async function npmRunInstallScript({ staging, signal }: Installation, name: string): Promise<void> {
  const parameters = ['rebuild', name, '--prefix', staging, '--ignore-scripts=false', '--foreground-scripts', '--loglevel=error'];
  await runTool(npm(), parameters, { task: `run the install script of ${name}`, folder: staging, signal });
}

/** Removes source maps, which are half of what the packages hold and serve nobody here. */
export async function removeSourceMaps({ staging, signal }: Installation): Promise<void> {
  const entries = await readdir(path.join(staging, 'node_modules'), { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    signal.throwIfAborted();
    if (entry.isFile() && entry.name.endsWith('.map')) await rm(path.join(entry.parentPath, entry.name));
  }
}

function npm(): Tool {
  const tool = findNpm();
  if (tool === undefined) throw backendErrors.npmMissing({});
  return tool;
}
