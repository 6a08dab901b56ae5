import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

/** A program that others brought to this machine, and how it is called. */
export interface Tool {
  readonly name: string;
  readonly command: string;
  /** Parameters before all others. */
  readonly leading: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const execute = promisify(execFile);

/** The npm that belongs to the running Node, else the one on the PATH (VS Code's own Node brings none). */
export function findNpm(): Tool | undefined {
  const script = path.join('node_modules', 'npm', 'bin', 'npm-cli.js');
  const runningInEditor = process.versions['electron'] !== undefined;
  if (!runningInEditor) {
    const folder = path.dirname(realpathSync(process.execPath));
    const own = [path.join(folder, '..', 'lib', script), path.join(folder, script)].find((file) => existsSync(file));
    if (own !== undefined) return { name: 'npm', command: process.execPath, leading: [own] };
  }
  if (process.platform !== 'win32') {
    const npm = onPath('npm');
    return npm === undefined ? undefined : { name: 'npm', command: npm, leading: [] };
  }
  // npm.cmd would need a shell, and a shell would need quoting: its Node and its script are called instead.
  const node = onPath('node.exe');
  const npmScript = node === undefined ? undefined : path.join(path.dirname(node), script);
  if (node === undefined || npmScript === undefined || !existsSync(npmScript)) return undefined;
  return { name: 'npm', command: node, leading: [npmScript] };
}

/** A Python with pip, which fetches wheels. */
export async function findPip(): Promise<Tool | undefined> {
  for (const name of ['python3', 'python']) {
    const tool: Tool = { name: 'pip', command: onPath(name) ?? name, leading: ['-m', 'pip'] };
    if (await answers(tool)) return tool;
  }
  return undefined;
}

/** A C++ compiler that takes GCC's options. */
export async function findCompiler(): Promise<Tool | undefined> {
  for (const name of ['g++', 'c++', 'clang++']) {
    const tool: Tool = { name, command: onPath(name) ?? name, leading: [] };
    if (await answers(tool)) return tool;
  }
  return undefined;
}

async function answers(tool: Tool): Promise<boolean> {
  try {
    await execute(tool.command, [...tool.leading, '--version'], { timeout: 20_000, windowsHide: true });
    return true;
  } catch {
    return false;
  }
}

function onPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}
