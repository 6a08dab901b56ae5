import { createRequire } from 'node:module';

/**
 * Puts back what tfjs-node 4.22 calls and Node 23 removed from `util` (tensorflow/tfjs#8425, fixed there but never
 * released). Call it before tfjs-node is loaded; where Node still has them it changes nothing.
 */
export function supplyRemovedNodeFunctions(): void {
  // The module object that require hands out; an import's namespace could not be added to.
  const util = createRequire(__filename)('node:util') as Record<string, unknown>;
  const removed: Record<string, (value: unknown) => boolean> = {
    isArray: (value) => Array.isArray(value),
    isNullOrUndefined: (value) => value === null || value === undefined,
  };
  for (const [name, test] of Object.entries(removed)) {
    if (typeof util[name] !== 'function') util[name] = test;
  }
}
