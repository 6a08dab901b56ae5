import type { Connection } from 'vscode-languageserver/node';
import { saveImperceptible } from '../engine/imperceptible/imperceptibleFile';
import { openImperceptible } from '../engine/imperceptible/imperceptibleJob';
import { openImperceptibleRequest, saveImperceptibleRequest } from '../protocol/imperceptible';
import { answer, toldUnder, type WorkInProgress } from './answer';

/** Keeps the imperceptible corruptions that a person chooses by looking. */
export function answerImperceptible(connection: Connection, work: WorkInProgress): void {
  answer(connection, work, openImperceptibleRequest, ({ workId, ...question }, signal) =>
    openImperceptible(question, {
      signal,
      ...toldUnder(connection, workId),
    }),
  );
  let saving: Promise<unknown> = Promise.resolve();
  answer(connection, work, saveImperceptibleRequest, async ({ folder, set }) => {
    // One after the other, in the order of the answers.
    const saved = saving.then(() => saveImperceptible(folder, set));
    saving = saved.catch(() => undefined);
    await saved;
    return {};
  });
}
