import { describe, expect, it } from 'vitest';
import type { ServerState } from '../../../src/extension/serverState';
import { statusText } from '../../../src/extension/statusBar';

const text = (state: ServerState) => statusText(state, 'wasm').text.replaceAll('\u00a0', ' ');

describe('the status bar', () => {
  it('shows backend and state', () => {
    expect(text({ kind: 'stopped' })).toBe('$(pulse) Lp wasm');
    expect(text({ kind: 'starting', again: false })).toBe('$(loading~spin) Lp wasm');
    expect(text({ kind: 'ready' })).toBe('$(pulse) Lp wasm');
    expect(text({ kind: 'failed', error: { code: 'LPR-620', happened: 'It ended.', action: 'Restart it.' } })).toBe('$(error) Lp wasm failed');
  });

  it('shows whole percents that promise no end before it', () => {
    expect(text({ kind: 'busy', work: { detail: 'MNIST', fraction: 0.999, count: 1 } })).toBe('$(loading~spin) Lp wasm 99 %');
    expect(text({ kind: 'busy', work: { detail: 'MNIST', fraction: 1, count: 1 } })).toBe('$(loading~spin) Lp wasm 100 %');
    expect(text({ kind: 'busy', work: { detail: 'MNIST', count: 1 } })).toBe('$(loading~spin) Lp wasm');
  });

  it('says in the tooltip what goes on, and how much of it', () => {
    expect(statusText({ kind: 'busy', work: { detail: 'net on mnist: 40 %', count: 2 } }, 'wasm').tooltip).toMatch(/net on mnist: 40 %\n2 pieces/);
    expect(statusText({ kind: 'starting', again: true }, 'wasm').tooltip).toContain('ended');
  });

  it('says in the tooltip what failed, with the code and what to do', () => {
    const { tooltip, isFailure } = statusText({ kind: 'failed', error: { code: 'LPR-620', happened: 'It ended.', action: 'Restart it.' } }, 'auto');
    expect(tooltip).toContain('It ended. Restart it. (LPR-620)');
    expect(isFailure).toBe(true);
  });
});
