import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { backendErrors } from '../../../protocol/errors';
import type { Installation } from './installation';
import { runTool } from './runTool';
import type { Tool } from './toolchain';

/** Wheels for Linux on x86-64, whatever Python is there: they are taken for their libraries only. */
const platform = ['--python-version', '311', '--implementation', 'cp', '--platform', 'manylinux_2_27_x86_64', '--platform', 'manylinux2014_x86_64', '--platform', 'manylinux1_x86_64'];

const watchInterval = 300;

/**
 * Downloads the wheels of requirements, without their dependencies, into a folder of their own in the staging folder.
 * pip checks each against the hash that its index gives.
 * @returns the wheels' paths.
 * @throws LPR-414, LPR-601.
 */
export async function pipDownload(pip: Tool, installation: Installation, requirements: readonly string[], totalBytes: number): Promise<readonly string[]> {
  const { staging, signal, bytes } = installation;
  const wheels = path.join(staging, 'wheels');
  // pip writes to the temporary folder first: where this is ours, its progress can be seen and nothing is left behind.
  const temporary = path.join(staging, 'temporary');
  await mkdir(wheels, { recursive: true });
  await mkdir(temporary, { recursive: true });
  const watch = setInterval(() => {
    void sizeOf(temporary).then((size) => {
      if (size > 0) bytes(Math.min(size, totalBytes), totalBytes);
    });
  }, watchInterval);
  try {
    const parameters = ['download', '--no-deps', '--only-binary=:all:', '--no-cache-dir', '--disable-pip-version-check', ...platform, '--dest', wheels, ...requirements];
    const environment = { TMPDIR: temporary, TEMP: temporary, TMP: temporary };
    await runTool(pip, parameters, { task: `fetch ${requirements.join(', ')}`, folder: staging, signal, environment });
  } finally {
    clearInterval(watch);
    await rm(temporary, { recursive: true, force: true });
  }
  const files = (await readdir(wheels)).filter((name) => name.endsWith('.whl')).map((name) => path.join(wheels, name));
  if (files.length === 0) throw backendErrors.toolFailed({ tool: pip.name, task: `fetch ${requirements.join(', ')}`, reason: 'no wheel came' });
  return files;
}

async function sizeOf(folder: string): Promise<number> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const sizes = await Promise.all(entries.filter((entry) => entry.isFile()).map(async (entry) => (await stat(path.join(entry.parentPath, entry.name))).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch {
    // pip removes its files while they are counted.
    return 0;
  }
}
