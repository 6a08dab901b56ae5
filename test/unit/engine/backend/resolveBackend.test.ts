import { describe, expect, it } from 'vitest';
import { resolveBackend, type Surroundings } from '../../../../src/engine/backend/resolveBackend';
import { backendErrors, LprError } from '../../../../src/protocol/errors';
import type { BackendName } from '../../../../src/protocol/experiment';

const never = new AbortController().signal;

/** A machine as it is told, since none with a CUDA device is at hand: this tests the choice, not the devices. */
function machine(working: readonly BackendName[], broken: readonly BackendName[] = [], nvidia = false): Surroundings & { readonly probed: BackendName[] } {
  const probed: BackendName[] = [];
  const isInstalled = (name: BackendName): boolean => name === 'wasm' || working.includes(name) || broken.includes(name);
  return {
    probed,
    hasNvidiaDriver: () => nvidia,
    installed: (name) => (isInstalled(name) ? { name, ...(name === 'wasm' ? {} : { folder: `/backends/${name}` }) } : undefined),
    probe: ({ name }) => {
      probed.push(name);
      const description = { name, device: 'told', isGpu: true, versions: {} };
      const problem = backendErrors.crashed({ backend: name, reason: 'signal SIGSEGV' }).toPlain();
      return Promise.resolve(broken.includes(name) ? { works: false, problem } : { works: true, description });
    },
  };
}

describe('resolveBackend', () => {
  it.each<[readonly BackendName[], BackendName]>([
    [['tfjs-node-gpu', 'tfjs-node', 'webgpu'], 'tfjs-node-gpu'],
    [['tfjs-node', 'webgpu'], 'tfjs-node'],
    [['webgpu'], 'webgpu'],
    [[], 'wasm'],
  ])('takes the best of %j', async (working, expected) => {
    const resolved = await resolveBackend('auto', never, machine(working, [], true));
    expect(resolved.choice.name).toBe(expected);
    expect(resolved.isGpu).toBe(expected === 'tfjs-node-gpu' || expected === 'webgpu');
  });

  it('says of every better one why it is not taken', async () => {
    const { choice, passedOver } = await resolveBackend('auto', never, machine(['webgpu'], ['tfjs-node'], true));
    expect(choice).toEqual({ name: 'webgpu', folder: '/backends/webgpu' });
    expect(passedOver.map(({ name, problem }) => [name, problem.code])).toEqual([
      ['tfjs-node-gpu', 'LPR-401'],
      ['tfjs-node', 'LPR-407'],
    ]);
    expect(passedOver[0]?.problem.action).toContain('lp-robustness backends install tfjs-node-gpu');
  });

  it('asks nobody to install a CUDA backend where there is no NVIDIA driver', async () => {
    const { passedOver } = await resolveBackend('auto', never, machine([]));
    expect(passedOver.map(({ name, problem }) => [name, problem.code])).toEqual([
      ['tfjs-node-gpu', 'LPR-403'],
      ['tfjs-node', 'LPR-401'],
      ['webgpu', 'LPR-401'],
    ]);
    expect(passedOver[0]?.problem.action).not.toContain('install tfjs-node-gpu');
  });

  it('tries no backend behind the one it takes, and none that ships', async () => {
    const first = machine(['tfjs-node', 'webgpu'], ['tfjs-node-gpu']);
    await resolveBackend('auto', never, first);
    expect(first.probed).toEqual(['tfjs-node-gpu', 'tfjs-node']);
    const onlyWasm = machine([]);
    await resolveBackend('auto', never, onlyWasm);
    expect(onlyWasm.probed).toEqual([]);
  });

  it('takes the one that is asked for by name, whatever else works', async () => {
    const { choice, passedOver } = await resolveBackend('wasm', never, machine(['tfjs-node-gpu', 'tfjs-node']));
    expect(choice).toEqual({ name: 'wasm' });
    expect(passedOver).toEqual([]);
  });

  it.each<[BackendName, string]>([
    ['tfjs-node', 'LPR-401'],
    ['tfjs-node-gpu', 'LPR-403'],
    ['webgpu', 'LPR-407'],
  ])('refuses %s by name where it does not work, with %s', async (name, code) => {
    const error = await resolveBackend(name, never, machine([], ['webgpu'])).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LprError);
    expect(error).toMatchObject({ code });
  });
});
