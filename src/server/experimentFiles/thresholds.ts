import type { Connection } from 'vscode-languageserver/node';
import { readCheck } from '../../engine/check/checkFile';
import { checkJob } from '../../engine/check/checkJob';
import { judgementText } from '../../engine/check/judgementText';
import { readText } from '../../engine/experiment/checkedJson';
import { parseExperiment } from '../../engine/experiment/experimentFile';
import { namedThresholds, thresholdsIn } from '../../engine/experimentFile/namedThresholds';
import { hostErrors, LprError } from '../../protocol/errors';
import { checkFileRequest, thresholdsRequest } from '../../protocol/experimentFileMessages';
import { answer, toldUnder, type WorkInProgress } from '../answer';
import { runsFolderOf } from '../followedRuns';
import type { ConfirmedRuns } from '../runs';
import type { Workspace } from '../workspace';

/** Lists the thresholds of experiment files for the Test Explorer, and checks a model against them. */
export function answerThresholds(connection: Connection, work: WorkInProgress, confirmed: ConfirmedRuns, workspace: Workspace, onRun: () => void): void {
  answer(connection, work, thresholdsRequest, async ({ file, text }) => {
    if (!workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
    try {
      const content = text ?? (await readText(file));
      return { thresholds: thresholdsIn(parseExperiment(content, file), content) };
    } catch (error) {
      if (error instanceof LprError) return { thresholds: [], problem: error.toPlain() };
      throw error;
    }
  });
  answer(connection, work, checkFileRequest, async ({ workId, folder, file }, signal) => {
    if (!workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
    const check = await readCheck(file);
    const began = Date.now();
    const result = await checkJob(check, {
      runsFolder: runsFolderOf(folder),
      ...toldUnder(connection, workId),
      signal,
    });
    confirmed.confirm(result.folder, began);
    onRun();
    const named = namedThresholds(check.thresholds, check.places);
    const judged = result.judgements.flatMap((judgement, index) => {
      const own = named[index];
      return own === undefined ? [] : [{ ...own, judgement, text: judgementText(judgement) }];
    });
    return { folder: result.folder, reused: result.reused, judged };
  });
}
