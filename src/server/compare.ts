import type { Connection } from 'vscode-languageserver/node';
import { imagesThatDiffer } from '../engine/compare/comparedImages';
import { readComparedRuns, type ComparedRuns } from '../engine/compare/comparedRuns';
import { compareRuns } from '../engine/compare/compareRuns';
import { comparedImagesRequest, compareRunsRequest } from '../protocol/comparison';
import { answer, type WorkInProgress } from './answer';

/** Compares runs for the extension. The runs that were compared last are kept, since their images are asked for next. */
export function answerCompare(connection: Connection, work: WorkInProgress): void {
  let last: { readonly key: string; readonly runs: ComparedRuns } | undefined;
  const read = async (folders: readonly string[], signal: AbortSignal): Promise<ComparedRuns> => {
    const key = JSON.stringify(folders);
    if (last?.key === key) return last.runs;
    const runs = await readComparedRuns(folders, signal);
    last = { key, runs };
    return runs;
  };
  answer(connection, work, compareRunsRequest, async ({ folders }, signal) => {
    // Read anew: a run may have been evaluated again in the same folder.
    last = undefined;
    return compareRuns(await read(folders, signal), signal);
  });
  answer(connection, work, comparedImagesRequest, async ({ folders, subject, first, count }, signal) => {
    const images = imagesThatDiffer(await read(folders, signal), subject);
    return { total: images.length, images: images.slice(first, first + count) };
  });
}
