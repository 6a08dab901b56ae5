import { existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TensorFlow } from '../../../src/compute/backend/tensorFlow';
import { computeEnvironment } from '../../../src/engine/backend/computeEnvironment';
import { installBackend } from '../../../src/engine/backend/install/installBackend';
import { installedBackend } from '../../../src/engine/backend/installedBackend';
import { probeBackend } from '../../../src/engine/backend/probeBackend';
import { ComputeProcess } from '../../../src/engine/pool/computeProcess';
import { openBackendRequest } from '../../../src/protocol/computeMessages';
import type { BackendName } from '../../../src/protocol/experiment';
import { buildBackendProgram } from './buildBackendProgram';
import { conformanceCases, runConformanceCase } from './conformanceCases';
import { conformanceRequest, type CaseResult } from './conformanceMessages';

/**
 * Every backend computes what the plain JavaScript `cpu` backend computes, within float32's rounding: an element may
 * differ by `absolute` plus `relative` times the oracle's value. Sums of up to 54 products of numbers below 1 are taken
 * in another order, and exponentials come from another library.
 */
const tolerance = { absolute: 2e-6, relative: 1e-5 };

/** Debian's Chromium brings SwiftShader, a GPU in software: the one WebGPU adapter of a machine without a GPU. */
const chromium = '/usr/lib/chromium';
const softwareGpu = existsSync(path.join(chromium, 'vk_swiftshader_icd.json'))
  ? { VK_ICD_FILENAMES: path.join(chromium, 'vk_swiftshader_icd.json'), LD_LIBRARY_PATH: chromium, LP_ROBUSTNESS_ALLOW_SOFTWARE_WEBGPU: '1' }
  : {};

const forever = new AbortController().signal;
let script: string;
let oracle: TensorFlow;

beforeAll(async () => {
  script = await buildBackendProgram();
  oracle = createRequire(__filename)('@tensorflow/tfjs') as TensorFlow;
  await oracle.setBackend('cpu');
});

afterAll(() => rmSync(path.dirname(script), { recursive: true, force: true }));

describe.each<BackendName>(['wasm', 'tfjs-node', 'webgpu'])('backend %s', (name) => {
  const environment = { ...computeEnvironment(name), ...(name === 'webgpu' ? softwareGpu : {}) };
  let child: ComputeProcess | undefined;
  let absent: string | undefined;

  beforeAll(async () => {
    try {
      const probe: typeof probeBackend = (choice, signal) => probeBackend(choice, signal, script, environment);
      if (installedBackend(name) === undefined) await installBackend(name, { probe });
      child = new ComputeProcess({ script, environment, patience: 120_000 });
      await child.request(openBackendRequest, installedBackend(name) ?? { name }, forever);
    } catch (error) {
      // wasm ships with the extension: where it does not work, that is no machine's fault.
      if (name === 'wasm') throw error;
      absent = error instanceof Error ? error.message : String(error);
    }
  }, 600_000);

  afterAll(() => child?.end());

  it.for(Object.keys(conformanceCases))('%s', async (caseName, { skip }) => {
    if (absent !== undefined) skip(absent);
    const expected = await runConformanceCase(caseName, oracle);
    const found = await child?.request(conformanceRequest, caseName, forever);
    expect(found?.shape).toEqual(expected.shape);
    if (found !== undefined) expect(largestExcess(found, expected)).toBeLessThanOrEqual(0);
  });
});

/** By how much the worst element exceeds its tolerance; not above 0 where none does. NaN counts as infinitely far. */
function largestExcess(found: CaseResult, expected: CaseResult): number {
  let largest = -Infinity;
  expected.values.forEach((value, index) => {
    const difference = Math.abs((found.values[index] ?? NaN) - value);
    const excess = difference - tolerance.absolute - tolerance.relative * Math.abs(value);
    largest = Math.max(largest, Number.isNaN(excess) ? Infinity : excess);
  });
  return largest;
}
