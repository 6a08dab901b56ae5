import { z } from 'zod';
import { defineRequest } from './message';
import { reportSchema } from './report';

/** Runs that go on without a window, and runs that others write: between the extension and the server. */

const workIdSchema = z.string().min(1).max(100);

/**
 * The extension asks when the user lets an evaluation of this window go on in the background: it becomes a process of
 * its own, and the request that began it is answered when the run has ended, as before. Answered once that process has
 * taken over, or the run has finished meanwhile (`pid` null). LPR-513 where nothing can go on.
 */
export const continueInBackgroundRequest = defineRequest({
  method: 'lpRobustness/continueInBackground',
  params: z.strictObject({ workId: workIdSchema }),
  result: z.object({ folder: z.string(), pid: z.int().nullable() }),
});

/** The extension tells at the start of the server, and when the user changes the setting: whether evaluations go on in the background when the window is closed. */
export const goOnAfterWindowRequest = defineRequest({
  method: 'lpRobustness/goOnAfterWindow',
  params: z.strictObject({ goOn: z.boolean() }),
  result: z.object({}),
});

/**
 * The extension asks to follow a run that another process writes: the answer comes when it has finished, and progress
 * comes as for an evaluation. Cancelling it stops a run in the background, and merely looks away from any other. Reads
 * nothing but the run's folder, so Restricted Mode may ask.
 */
export const followRunRequest = defineRequest({
  method: 'lpRobustness/followRun',
  params: z.strictObject({
    workId: workIdSchema,
    /** The run's folder, or the piece of work that was answered with LPR-503 for it. */
    of: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('run'), folder: z.string().min(1) }), z.strictObject({ kind: z.literal('refused'), workId: workIdSchema })]),
  }),
  result: z.object({ folder: z.string(), report: reportSchema, reused: z.boolean() }),
});
