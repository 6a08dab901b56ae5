import { z } from 'zod';
import { backendNameSchema, experimentFileSchema } from './experiment';
import { defineNotification, defineRequest } from './message';
import { errorEstimateSchema, estimateSchema, reportSchema } from './report';
import type { RunProgress, RunResult } from './run';

/**
 * Between the extension host and the server: the language client's channel. Long requests are cancelled by the
 * channel's own cancellation, and answered with LPR-601 then. A failed request carries a PlainError as its data.
 */

export const plainErrorSchema = z.strictObject({ code: z.string(), happened: z.string(), action: z.string() });

/** Names one long piece of work, so that its progress finds its way; the extension makes it up. */
export const workIdSchema = z.string().min(1).max(100);

const runProgressSchema = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('starting'), message: z.string() }),
  z.object({ phase: z.literal('fetching'), message: z.string(), doneBytes: z.number().min(0), totalBytes: z.number().min(0).exactOptional() }),
  z.object({
    phase: z.literal('evaluating'),
    activity: z.object({ verb: z.string(), unit: z.string() }).exactOptional(),
    done: z.number().min(0),
    total: z.number().min(0),
    secondsLeft: z.number().min(0).exactOptional(),
    partial: reportSchema.exactOptional(),
  }),
  z.object({ phase: z.literal('finishing'), message: z.string() }),
]) satisfies z.ZodType<RunProgress>;

const runResultSchema = z.object({ folder: z.string(), report: reportSchema, reused: z.boolean() }) satisfies z.ZodType<RunResult>;

/**
 * The extension asks when the user starts **Evaluate Lp robustness**; the answer comes when the run has ended.
 * A run of the same question that was cut off goes on; a finished one is returned.
 */
export const evaluateRequest = defineRequest({
  method: 'lpRobustness/evaluate',
  params: z.strictObject({
    workId: workIdSchema,
    /** Absolute path: relative paths of the experiment start here, and `.lp-robustness/runs` lies here. */
    folder: z.string().min(1),
    experiment: experimentFileSchema,
  }),
  result: runResultSchema,
});

/** The extension asks when the user evaluates an experiment file: it is read as it lies on the disk. Otherwise as {@link evaluateRequest}. */
export const evaluateFileRequest = defineRequest({
  method: 'lpRobustness/evaluateFile',
  params: z.strictObject({
    workId: workIdSchema,
    /** Absolute path: `.lp-robustness/runs` lies here. */
    folder: z.string().min(1),
    /** Absolute path of the `*.lprobust.json`. */
    file: z.string().min(1),
  }),
  result: runResultSchema,
});

/** The server tells how far an evaluation is, at most a few times a second, until it answers the request. */
export const runProgressNotification = defineNotification({
  method: 'lpRobustness/runProgress',
  params: z.strictObject({ workId: workIdSchema, progress: runProgressSchema }),
});

/** A finished run, in a line. */
const runSummarySchema = z.object({
  folder: z.string(),
  /** Absolute path of the model that was asked for. */
  model: z.string(),
  /** A dataset's name, or a path. */
  data: z.string(),
  suite: z.string(),
  /** When work on it last began, and when it was done; the model was as its report says when it began. */
  started: z.iso.datetime(),
  finished: z.iso.datetime(),
  clean: errorEstimateSchema,
  mceLp: estimateSchema,
  ice: estimateSchema,
});
export type RunSummary = z.infer<typeof runSummarySchema>;

/** The extension asks to show what there is; nothing but `.lp-robustness/` of the folder is read, so Restricted Mode may ask. */
export const listRunsRequest = defineRequest({
  method: 'lpRobustness/listRuns',
  params: z.strictObject({ folder: z.string().min(1) }),
  /** The last finished one first. */
  result: z.object({ runs: z.array(runSummarySchema) }),
});

/** Whether a model's files are what a run read: by their content, which is looked at where one of them is newer than the run. */
const modelChangeSchema = z.enum(['same', 'changed', 'gone']);
export type ModelChange = z.infer<typeof modelChangeSchema>;

/** The same of the images and labels; `written`: files are newer than the run, and too much to be compared. */
const dataChangeSchema = z.enum(['same', 'changed', 'gone', 'written']);
export type DataChange = z.infer<typeof dataChangeSchema>;

/**
 * The extension asks when a lens over a model or an experiment file comes into view. Reads the experiment file, and the
 * model's and the data's files where they are newer than the run: only for a workspace that is trusted.
 */
export const lastRunRequest = defineRequest({
  method: 'lpRobustness/lastRun',
  params: z.strictObject({
    folder: z.string().min(1),
    /** Any run of this model, or the last run of this experiment; absolute paths. */
    of: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('model'), path: z.string().min(1) }),
      z.strictObject({ kind: z.literal('experiment'), path: z.string().min(1) }),
    ]),
  }),
  result: z.object({
    run: runSummarySchema.nullable(),
    modelSince: modelChangeSchema,
    dataSince: dataChangeSchema,
    /** The experiment asks for something else now than this run was asked. */
    experimentChanged: z.boolean(),
  }),
});
export type RunSubject = z.infer<typeof lastRunRequest.params>['of'];
export type LastRun = z.infer<typeof lastRunRequest.result>;

/** What one backend is up to on this machine, in the order in which `auto` takes the first that works. */
export const backendStatusSchema = z.object({
  name: backendNameSchema,
  works: z.boolean(),
  /** What computes ("CPU, 1 thread"), or why it does not work. */
  detail: z.string(),
  /** What to do about it, where something can be done. */
  action: z.string().exactOptional(),
  installable: z.boolean(),
  /** The one that `auto` takes. */
  chosen: z.boolean(),
});
export type BackendStatus = z.infer<typeof backendStatusSchema>;

/** The extension asks when the user runs **Check backends**: each backend is tried in a process of its own. */
export const doctorRequest = defineRequest({
  method: 'lpRobustness/doctor',
  params: z.strictObject({}),
  result: z.object({ backends: z.array(backendStatusSchema) }),
});

/** The extension asks when the user chooses to install a backend; the answer comes when it has been checked by loading it. */
export const installBackendRequest = defineRequest({
  method: 'lpRobustness/installBackend',
  params: z.strictObject({ workId: workIdSchema, backend: backendNameSchema }),
  result: z.object({ detail: z.string() }),
});

/** The server tells what an installation is doing, one line a step. */
export const installProgressNotification = defineNotification({
  method: 'lpRobustness/installProgress',
  params: z.strictObject({ workId: workIdSchema, message: z.string(), fraction: z.number().min(0).max(1).exactOptional() }),
});
