import { z } from 'zod';
import { defineNotification, defineRequest } from './message';
import { errorEstimateSchema, estimateSchema, reportSchema } from './report';

/**
 * Between the side panel and the server. What lists and follows runs reads nothing but `.lp-robustness/` of the
 * folders, so Restricted Mode may ask for it.
 */

/** Share of the work that is done and on the disk; null where the run does not say how much there is. */
const shareSchema = z.number().min(0).max(1).nullable();

/** Where a run is in its life. */
export const runStateSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('running'),
    share: shareSchema,
    host: z.string(),
    pid: z.int(),
    /** Who writes it: a window's server, a terminal, or a process that the user let go on by itself. */
    by: z.enum(['window', 'terminal', 'background']),
  }),
  /** Nobody works on it: the user cancelled it, or its process was killed. */
  z.object({ kind: z.literal('unfinished'), share: shareSchema, wasCancelled: z.boolean() }),
  z.object({ kind: z.literal('failed'), share: shareSchema, failure: z.string() }),
  z.object({
    kind: z.literal('finished'),
    finished: z.iso.datetime(),
    clean: errorEstimateSchema,
    mceLp: estimateSchema,
    ice: estimateSchema,
    /** Mean error over the common corruptions, where the suite has them. */
    mce: estimateSchema.exactOptional(),
  }),
]);
export type RunState = z.infer<typeof runStateSchema>;

/** A run of the workspace, in a line. */
export const listedRunSchema = z.object({
  /** Absolute path of the run's folder: what tells runs apart. */
  folder: z.string(),
  /** Absolute path of the model that was asked for. */
  model: z.string(),
  /** A dataset's name, or an absolute path. */
  data: z.string(),
  suite: z.string(),
  /** Images that were asked for; null for all. */
  limit: z.int().positive().nullable(),
  seed: z.int().min(0),
  draws: z.int().positive(),
  backend: z.string(),
  /** When work on it last began. */
  started: z.iso.datetime(),
  state: runStateSchema,
});
export type ListedRun = z.infer<typeof listedRunSchema>;

/** The extension asks when the user runs a command about a run from the palette: which runs these folders have, in no order. */
export const allRunsRequest = defineRequest({
  method: 'lpRobustness/allRuns',
  params: z.strictObject({ folders: z.array(z.string().min(1)).max(1000) }),
  result: z.object({ runs: z.array(listedRunSchema) }),
});

/**
 * The side panel asks when it comes into view or goes out of it: which runs these folders have, in no order. The
 * server follows these folders, and no others, from then on; none at all ends it.
 */
export const followRunsRequest = defineRequest({
  method: 'lpRobustness/followRuns',
  params: z.strictObject({ folders: z.array(z.string().min(1)).max(1000) }),
  result: z.object({ runs: z.array(listedRunSchema) }),
});

/** The server tells what has changed in the folders that it follows, whoever wrote it: new and changed runs, and the folders of those that are gone. */
export const runsChangedNotification = defineNotification({
  method: 'lpRobustness/runsChanged',
  params: z.strictObject({ changed: z.array(listedRunSchema), removed: z.array(z.string()) }),
});

/** The extension asks before it moves a run to the trash. Answered with LPR-503 where a process writes it, LPR-510 where the folder is no run of a workspace. */
export const mayDeleteRunRequest = defineRequest({
  method: 'lpRobustness/mayDeleteRun',
  params: z.strictObject({ run: z.string().min(1) }),
  result: z.object({}),
});

/** The extension asks when the user resumes or repeats a run; the answer comes when it has ended. It tells its progress as an evaluation does. */
export const runAgainRequest = defineRequest({
  method: 'lpRobustness/runAgain',
  params: z.strictObject({
    workId: z.string().min(1).max(100),
    /** The run's folder. */
    run: z.string().min(1),
    /** True: the same question in a run of its own. False: this run goes on. */
    fresh: z.boolean(),
  }),
  result: z.object({ folder: z.string(), report: reportSchema, reused: z.boolean() }),
});
