import envPaths from 'env-paths';
import path from 'node:path';

/**
 * The per-user folder for what is fetched or installed once and can be had again: data sets and backends. The command
 * line, the extension and the tests of one user share it; LP_ROBUSTNESS_CACHE names another.
 */
export function cacheFolder(): string {
  const chosen = process.env['LP_ROBUSTNESS_CACHE'];
  if (chosen !== undefined && chosen !== '') return path.resolve(chosen);
  return envPaths('lp-robustness', { suffix: '' }).cache;
}
