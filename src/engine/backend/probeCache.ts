import { readFile, mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { BackendChoice } from '../../protocol/computeMessages';
import { backendNameSchema } from '../../protocol/experiment';
import { writeFileAtomically } from '../run/writeFileAtomically';
import { backendsFolder, readStamp } from './installedBackend';
import { probeBackend, type Probe } from './probeBackend';

const entrySchema = z.object({
  key: z.string(),
  at: z.number(),
  description: z.object({ name: backendNameSchema, device: z.string(), isGpu: z.boolean(), versions: z.record(z.string(), z.string()) }),
});
type Entry = z.infer<typeof entrySchema>;

/** Drivers and devices change under an installation that stays: a day later it is tried again. In milliseconds. */
const lifetime = 24 * 3600 * 1000;
const maximumEntries = 50;

/**
 * A probe that remembers what worked, so that a run does not start every backend a second time. It holds for one
 * installation on one machine and one Node; failures are not remembered, since people are mending them.
 */
export function cachedProbe(probe: Probe = probeBackend): Probe {
  return async (choice, signal) => {
    const key = keyOf(choice);
    if (key === undefined) return probe(choice, signal);
    const entries = await readEntries();
    const known = entries.find((entry) => entry.key === key);
    const age = known === undefined ? Infinity : Date.now() - known.at;
    if (known !== undefined && age >= 0 && age < lifetime) return { works: true, description: known.description };
    const result = await probe(choice, signal);
    if (result.works) {
      const others = entries.filter((entry) => entry.key !== key).slice(1 - maximumEntries);
      await writeEntries([...others, { key, at: Date.now(), description: result.description }]);
    }
    return result;
  };
}

/** undefined: nothing tells one installation from another, so nothing is remembered. */
function keyOf({ name, folder }: BackendChoice): string | undefined {
  const stamp = folder === undefined ? undefined : readStamp(folder);
  if (stamp === undefined) return undefined;
  return [name, stamp.id, os.hostname(), process.platform, process.arch, process.version].join(' ');
}

function probesFile(): string {
  return path.join(backendsFolder(), 'probes.json');
}

async function readEntries(): Promise<readonly Entry[]> {
  try {
    return z.array(entrySchema).parse(JSON.parse(await readFile(probesFile(), 'utf8')));
  } catch {
    return [];
  }
}

async function writeEntries(entries: readonly Entry[]): Promise<void> {
  try {
    await mkdir(backendsFolder(), { recursive: true });
    await writeFileAtomically(probesFile(), JSON.stringify(entries));
  } catch {
    // A cache that cannot be written, on a read-only home for instance: the next run probes again.
  }
}
