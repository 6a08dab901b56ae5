import type * as exportModule from './exportReport';

/** What writes reports into files, with the library that draws: a bundle of its own, read when something is first exported. */
export function loadExport(): Promise<typeof exportModule> {
  return import('./exportReport');
}
