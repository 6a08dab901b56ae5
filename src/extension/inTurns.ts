import { setImmediate } from 'node:timers/promises';

/**
 * Sets up modules one after the other, each in a turn of the event loop of its own: together they would keep the extension
 * host, and so every other extension, for longer than people do not notice.
 */
export async function inTurns(modules: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const setUp of modules) {
    await setImmediate();
    await setUp();
  }
  await setImmediate();
}
