import { expect, it } from 'vitest';
import { backendAdvice, backendColumns, backendRows } from '../../../src/cli/format/backendTable';
import { formatTable } from '../../../src/cli/format/table';
import { examineBackends, type BackendFinding } from '../../../src/engine/backend/doctor';
import { backendErrors } from '../../../src/protocol/errors';

/** A machine with an NVIDIA driver, a broken tfjs-node and no webgpu; told, not there. */
const findings = (): Promise<readonly BackendFinding[]> =>
  examineBackends(
    ({ name }) =>
      Promise.resolve(
        name === 'tfjs-node'
          ? { works: false, problem: backendErrors.crashed({ backend: name, reason: 'signal SIGSEGV' }).toPlain() }
          : { works: true, description: { name, device: `device of ${name}`, isGpu: false, versions: { tfjs: '4.22.0' } } },
      ),
    new AbortController().signal,
    { installed: (name) => (name === 'webgpu' ? undefined : { name }), hasNvidiaDriver: () => true },
  );

it('shows each backend with its state, and marks the one that auto takes', async () => {
  expect(formatTable(backendColumns, backendRows(await findings()))).toBe(
    [
      'Backend        State                  What computes                Versions',
      '-------------  ---------------------  ---------------------------  -----------',
      'tfjs-node-gpu  works, chosen by auto  device of tfjs-node-gpu      tfjs 4.22.0',
      'tfjs-node      does not work          TensorFlow on the processor',
      'webgpu         not installed          WebGPU, on any GPU',
      'wasm           works                  device of wasm               tfjs 4.22.0',
      '',
    ].join('\n'),
  );
});

it('says why a backend does not work and what to do, and nothing of those that work', async () => {
  const advice = backendAdvice(await findings());
  expect(advice).toContain('tfjs-node: LPR-407');
  expect(advice).toContain('SIGSEGV');
  expect(advice).toContain('lp-robustness backends install webgpu');
  expect(advice).not.toMatch(/^(wasm|tfjs-node-gpu):/m);
});
