import { z } from 'zod';
import { plainErrorSchema } from './serverMessages';
import { epochRecordSchema } from './training';
import { listedTrainingSchema } from './trainingRequests';

/** Between the extension host and the training monitor, as posted messages. Either side checks what it receives. */

/** A training as the monitor shows it. */
const shownTrainingSchema = z.strictObject({
  training: listedTrainingSchema,
  /** Tells it from the others on show: "resnet-8 on cifar10, C2". */
  name: z.string(),
  /** How far it is, or how it ended, and what has come of it. */
  description: z.string(),
  /** "1 min 20 s left", of one that is going on in this window. */
  timeLeft: z.string().exactOptional(),
  /** Share of it that is done. */
  share: z.number().min(0).max(1),
  canResume: z.boolean(),
});
export type ShownTraining = z.infer<typeof shownTrainingSchema>;

/** A training of this window that has no folder yet. */
const startingTrainingSchema = z.strictObject({ id: z.string(), name: z.string(), message: z.string(), fraction: z.number().min(0).max(1).exactOptional() });

export const toTrainingPanelSchema = z.discriminatedUnion('kind', [
  /** On `ready`, and whenever there is something new: all trainings of the workspace; undefined before they are known. */
  z.strictObject({
    kind: z.literal('trainings'),
    trainings: z.array(shownTrainingSchema).exactOptional(),
    starting: z.array(startingTrainingSchema),
    /** Why they are not known. */
    problem: plainErrorSchema.exactOptional(),
    /** Whether the workspace is trusted, so that anything may be trained. */
    trusted: z.boolean(),
  }),
  /** Curves that were asked for: the epochs of a training after the first so many. */
  z.strictObject({ kind: z.literal('epochs'), training: z.string(), after: z.int().min(0), epochs: z.array(epochRecordSchema) }),
  /** These trainings are to be shown from now on: they have begun, or the user came here from them. */
  z.strictObject({ kind: z.literal('tick'), trainings: z.array(z.string()) }),
]);
export type ToTrainingPanel = z.infer<typeof toTrainingPanelSchema>;

const trainingSchema = z.string().min(1).max(10_000);

export const fromTrainingPanelSchema = z.discriminatedUnion('kind', [
  /** The page has loaded, also each time it comes back from being hidden. */
  z.strictObject({ kind: z.literal('ready') }),
  /** The page shows a training and has its first so many epochs. */
  z.strictObject({ kind: z.literal('askEpochs'), training: trainingSchema, after: z.int().min(0) }),
  /** The user pressed a button of a training. */
  z.strictObject({ kind: z.literal('act'), training: trainingSchema, action: z.enum(['pause', 'stop', 'resume', 'evaluate', 'openFile', 'reveal']) }),
  /** The user wants to train something new. */
  z.strictObject({ kind: z.literal('train') }),
  /** The user asks for a table; the host has the clipboard. */
  z.strictObject({ kind: z.literal('copy'), text: z.string().max(20_000_000), what: z.enum(['Markdown', 'CSV', 'text']) }),
  /** The user asks for the log after a failure. */
  z.strictObject({ kind: z.literal('showLog') }),
]);
export type FromTrainingPanel = z.infer<typeof fromTrainingPanelSchema>;
