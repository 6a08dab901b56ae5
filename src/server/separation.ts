import path from 'node:path';
import type { Connection } from 'vscode-languageserver/node';
import { experimentFrom } from '../engine/experiment/experimentFrom';
import { knownSeparations } from '../engine/separation/knownSeparations';
import { minimumSeparationJob } from '../engine/separation/minimumSeparationJob';
import { nearestPair } from '../engine/separation/nearestPair';
import { separationJob } from '../engine/separation/separationJob';
import { labelSafetyRequest, separationPictureRequest, separationRequest } from '../protocol/separationMessages';
import { answer, toldUnder, type WorkInProgress } from './answer';
import { runsFolderOf } from './followedRuns';

const seed = 1;

/** Measures class separations for the extension, and says what is known of them. */
export function answerSeparation(connection: Connection, work: WorkInProgress): void {
  const onLog = (line: string): void => connection.console.info(line);
  answer(connection, work, separationRequest, async ({ workId, folder: workspace, data: source, norm, between, limit, model }, signal) => {
    const options = {
      folder: separationsFolderOf(workspace),
      ...toldUnder(connection, workId),
      signal,
    };
    const data = path.isAbsolute(source) || !/[\\/.]/.test(source) ? source : path.resolve(workspace, source);
    const { folder, report, reused } = await separationJob({ data, norm, between, seed, ...(limit === undefined ? {} : { limit }) }, options);
    const pair = await nearestPair(report, { onLog, signal });
    const asked = model === undefined ? undefined : await experimentFrom({ ...model, data }, workspace);
    const mscr = asked === undefined ? null : await minimumSeparationJob(asked, { norm, ...(limit === undefined ? {} : { limit }) }, { ...options, runsFolder: runsFolderOf(workspace) });
    return { folder, reused, result: { report, pair, mscr } };
  });
  answer(connection, work, separationPictureRequest, async ({ report }, signal) => ({ report, pair: await nearestPair(report, { onLog, signal }), mscr: null }));
  answer(connection, work, labelSafetyRequest, async ({ folder, data }) => ({ known: await knownSeparations(separationsFolderOf(folder), data) }));
}

export function separationsFolderOf(folder: string): string {
  return path.join(folder, '.lp-robustness', 'separations');
}
