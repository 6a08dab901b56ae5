import { Worker } from 'node:worker_threads';

/** Runs in a thread of its own, as text, so that every program can use it whatever it is bundled into. */
const watch = `
const { parent, grace } = require('node:worker_threads').workerData;
const isGone = () => {
  if (process.ppid !== parent) return true;
  try {
    process.kill(parent, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
};
const timer = setInterval(() => {
  if (!isGone()) return;
  clearInterval(timer);
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), grace);
}, 1000);
`;

/**
 * Promises that this process does not outlive the one that started it by more than `grace` milliseconds and a second,
 * even while its event loop is blocked in native code and never learns that its channel has closed. What ends it in
 * the usual way, the channel's close, comes first.
 */
export function endWithParent(grace: number): void {
  new Worker(watch, { eval: true, workerData: { parent: process.ppid, grace }, resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 8 } }).unref();
}
