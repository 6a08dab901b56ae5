import { z } from 'zod';
import { defineNotification, defineRequest } from './message';
import { plainErrorSchema, workIdSchema } from './serverMessages';
import { epochRecordSchema, trainingReportSchema, type TrainingMoment, type TrainingResult } from './training';

/**
 * Between the extension host and the server, about trainings. What lists and follows them reads nothing but
 * `.lp-robustness/` of the folders, so Restricted Mode may ask for it; what trains, or reads a training file, may not.
 */

const trainingMomentSchema = z.object({
  epoch: z.int().positive(),
  epochs: z.int().positive(),
  done: z.number().min(0),
  total: z.number().min(0),
  loss: z.number(),
  accuracy: z.number(),
  learningRate: z.number().min(0),
  imagesPerSecond: z.number().min(0),
  secondsLeft: z.number().min(0),
}) satisfies z.ZodType<TrainingMoment>;

/** Where a training is in its life. */
const trainingStateSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('running'),
    host: z.string(),
    pid: z.int(),
    by: z.enum(['window', 'terminal', 'background']),
    /** Whether the server that says this trains it: it can be paused and stopped here, and tells more than its epochs. */
    isHere: z.boolean(),
    isPaused: z.boolean(),
    moment: trainingMomentSchema.nullable(),
  }),
  /** Nobody works on it: the user stopped it, or its process was killed. */
  z.object({ kind: z.literal('unfinished'), wasStopped: z.boolean() }),
  z.object({ kind: z.literal('failed'), error: plainErrorSchema }),
  z.object({ kind: z.literal('finished'), finished: z.iso.datetime() }),
]);
export type TrainingLifeState = z.infer<typeof trainingStateSchema>;

/** A training of the workspace, in a line. */
export const listedTrainingSchema = z.object({
  /** Absolute path of the training's folder: what tells trainings apart. */
  folder: z.string(),
  /** An architecture's name, or the absolute path of the user's own model. */
  model: z.string(),
  /** A dataset's name, or an absolute path. */
  data: z.string(),
  /** What its images go through: "C2, TrivialAugment"; empty for flip and crop alone. */
  augmentation: z.string(),
  /** The training file, where there was one: absolute path. */
  file: z.string().nullable(),
  seed: z.int().min(0),
  backend: z.string(),
  epochs: z.int().positive(),
  epochsDone: z.int().min(0),
  /** The last epoch that has finished. */
  last: epochRecordSchema.nullable(),
  /** The model.json there is: of a finished training, or the last good weights of one whose loss was no number any more. */
  trained: z.string().nullable(),
  created: z.iso.datetime(),
  state: trainingStateSchema,
});
export type ListedTraining = z.infer<typeof listedTrainingSchema>;

const foldersSchema = z.strictObject({ folders: z.array(z.string().min(1)).max(1000) });
const trainingSchema = z.string().min(1);
const resultSchema = z.object({ folder: z.string(), model: z.string(), report: trainingReportSchema, reused: z.boolean() }) satisfies z.ZodType<TrainingResult>;

/**
 * The extension asks when the user trains from a training file, which is read as it lies on the disk; the answer comes when the
 * training has ended. One that was cut off goes on; a finished one is returned. Phases before and after come as runProgress,
 * the training itself as trainingProgress. Answered with LPR-712 where the file was begun with other settings and is not finished.
 */
export const trainFileRequest = defineRequest({
  method: 'lpRobustness/trainFile',
  params: z.strictObject({
    workId: workIdSchema,
    /** Absolute path: `.lp-robustness/trainings` lies here. */
    folder: z.string().min(1),
    /** Absolute path of the `*.lptrain.json`. */
    file: z.string().min(1),
    /** True: an unfinished training of the file with other settings stays as it is, and this one begins beside it. */
    beside: z.boolean(),
  }),
  result: resultSchema,
});

/** The extension asks when the user goes on with an unfinished training, whatever its file says by now; otherwise as {@link trainFileRequest}. */
export const resumeTrainingRequest = defineRequest({
  method: 'lpRobustness/resumeTraining',
  params: z.strictObject({ workId: workIdSchema, training: trainingSchema }),
  result: resultSchema,
});

/** The server tells how far a training of this window is, about once a second, until it answers the request. */
export const trainingProgressNotification = defineNotification({
  method: 'lpRobustness/trainingProgress',
  params: z.strictObject({
    workId: workIdSchema,
    progress: z.discriminatedUnion('kind', [
      /** Its folder is this server's now. */
      z.object({ kind: z.literal('began'), folder: z.string() }),
      z.object({ kind: z.literal('moment'), moment: trainingMomentSchema }),
      z.object({ kind: z.literal('paused'), isPaused: z.boolean() }),
    ]),
  }),
});

/** The extension asks when the user pauses a training of this server, or lets it go on. It rests within about a second, with its checkpoint saved. Answered with LPR-720 where this server does not train it. */
export const pauseTrainingRequest = defineRequest({
  method: 'lpRobustness/pauseTraining',
  params: z.strictObject({ training: trainingSchema, isPaused: z.boolean() }),
  result: z.object({}),
});

/** The extension asks when the user stops a training of this server: its checkpoint is kept, and whoever asked for the training is answered with LPR-601. Answered with LPR-720 where this server does not train it. */
export const stopTrainingRequest = defineRequest({
  method: 'lpRobustness/stopTraining',
  params: z.strictObject({ training: trainingSchema }),
  result: z.object({}),
});

/** The extension asks when the user runs a command about a training from the palette: which trainings these folders have, in no order. */
export const allTrainingsRequest = defineRequest({ method: 'lpRobustness/allTrainings', params: foldersSchema, result: z.object({ trainings: z.array(listedTrainingSchema) }) });

/** The side panel and the training monitor ask when one of them is looked at, or none any more: as for runs, the server follows these folders from then on. */
export const followTrainingsRequest = defineRequest({ method: 'lpRobustness/followTrainings', params: foldersSchema, result: z.object({ trainings: z.array(listedTrainingSchema) }) });

/** The server tells what has changed in the folders that it follows, whoever trains. */
export const trainingsChangedNotification = defineNotification({
  method: 'lpRobustness/trainingsChanged',
  params: z.strictObject({ changed: z.array(listedTrainingSchema), removed: z.array(z.string()) }),
});

/** The training monitor asks for the curves that it shows: the epochs of a training after the first so many. */
export const trainingEpochsRequest = defineRequest({
  method: 'lpRobustness/trainingEpochs',
  params: z.strictObject({ training: trainingSchema, after: z.int().min(0) }),
  result: z.object({ epochs: z.array(epochRecordSchema) }),
});

/** The extension asks before it moves a training to the trash. Answered with LPR-503 where a process works on it, LPR-721 where the folder is no training of a workspace. */
export const mayDeleteTrainingRequest = defineRequest({ method: 'lpRobustness/mayDeleteTraining', params: z.strictObject({ training: trainingSchema }), result: z.object({}) });

/** The extension asks when a lens over a training file comes into view. Reads the file: only for a workspace that is trusted. */
export const lastTrainingRequest = defineRequest({
  method: 'lpRobustness/lastTraining',
  params: z.strictObject({ folder: z.string().min(1), file: z.string().min(1) }),
  result: z.object({
    /** Of this file: one that it asks for as it is now, else the last one. */
    training: listedTrainingSchema.nullable(),
    /** The file asks for something else now. */
    fileChanged: z.boolean(),
  }),
});
