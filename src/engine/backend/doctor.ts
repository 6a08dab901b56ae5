import { access, constants, mkdir, statfs } from 'node:fs/promises';
import os from 'node:os';
import type { BackendDescription } from '../../protocol/computeMessages';
import type { PlainError } from '../../protocol/errors';
import type { BackendName } from '../../protocol/experiment';
import { cacheFolder } from '../cacheFolder';
import { backendCatalogue, installCommand } from './backendCatalogue';
import { readStamp } from './installedBackend';
import { findCompiler, findNpm, findPip } from './install/toolchain';
import { probeBackend, type Probe } from './probeBackend';
import { notInstalled, thisMachine, type Surroundings } from './resolveBackend';

/** One backend as it was found on this machine. */
export type BackendFinding = {
  readonly name: BackendName;
  readonly summary: string;
  /** The one that `auto` takes. */
  readonly isChosen: boolean;
} & (
  | { readonly state: 'works'; readonly description: BackendDescription; readonly installed?: string }
  | { readonly state: 'fails'; readonly problem: PlainError }
  | { readonly state: 'absent'; readonly problem: PlainError; readonly installCommand?: string }
);

export interface DoctorReport {
  readonly node: { readonly version: string; readonly host: 'Node.js' | 'VS Code' };
  readonly machine: { readonly platform: string; readonly cores: number; readonly memoryBytes: number };
  readonly cache: { readonly folder: string; readonly isWritable: boolean; readonly freeBytes: number | null };
  /** What installing backends needs. */
  readonly tools: { readonly npm: boolean; readonly pip: boolean; readonly compiler: boolean };
  readonly backends: readonly BackendFinding[];
}

/** Looks at this machine and tries every backend anew, whatever was found before. Takes a few seconds. */
export async function examineMachine(signal: AbortSignal): Promise<DoctorReport> {
  const [cache, pip, compiler] = await Promise.all([examineCache(), findPip(), findCompiler()]);
  return {
    node: { version: process.version, host: process.versions['electron'] === undefined ? 'Node.js' : 'VS Code' },
    machine: { platform: `${process.platform} ${process.arch}`, cores: os.availableParallelism(), memoryBytes: os.totalmem() },
    cache,
    tools: { npm: findNpm() !== undefined, pip: pip !== undefined, compiler: compiler !== undefined },
    backends: await examineBackends(probeBackend, signal),
  };
}

/** Every backend in the order in which `auto` prefers them. One is tried at a time, since each may need much memory. */
export async function examineBackends(probe: Probe, signal: AbortSignal, surroundings: Omit<Surroundings, 'probe'> = thisMachine): Promise<readonly BackendFinding[]> {
  const findings: BackendFinding[] = [];
  for (const { name, summary } of backendCatalogue) {
    const choice = surroundings.installed(name);
    if (choice === undefined) {
      const problem = notInstalled(name, surroundings);
      const canBeInstalled = name !== 'tfjs-node-gpu' || surroundings.hasNvidiaDriver();
      findings.push({
        ...{ name, summary, isChosen: false, state: 'absent', problem: problem.toPlain() },
        ...(canBeInstalled ? { installCommand: installCommand(name) } : {}),
      });
      continue;
    }
    const result = await probe(choice, signal);
    const isChosen = result.works && findings.every(({ state }) => state !== 'works');
    const way = choice.folder === undefined ? undefined : readStamp(choice.folder)?.way;
    findings.push(
      result.works
        ? { name, summary, isChosen, state: 'works', description: result.description, ...(way === undefined ? {} : { installed: way }) }
        : { name, summary, isChosen, state: 'fails', problem: result.problem },
    );
  }
  return findings;
}

async function examineCache(): Promise<DoctorReport['cache']> {
  const folder = cacheFolder();
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    const { bavail, bsize } = await statfs(folder);
    return { folder, isWritable: true, freeBytes: bavail * bsize };
  } catch {
    return { folder, isWritable: false, freeBytes: null };
  }
}
