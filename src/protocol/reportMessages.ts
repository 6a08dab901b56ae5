import { z } from 'zod';
import { normSchema, replacementUnitSchema, samplingSchema } from './norm';
import { reportSchema } from './report';
import { exportFormatSchema, exportSubjectSchema, reportQuestions } from './reportDetails';
import { plainErrorSchema } from './serverMessages';

/**
 * Between the extension host and a report's page, as posted messages. Either side checks what it receives: a page
 * shows names that others chose, and is not trusted with more than these messages.
 */

/** What whoever opened the report wants to see of it: the images that flipped, under a norm where one is meant. */
const reportLookSchema = z.strictObject({
  /** Tells a new wish from one that was followed before. */
  id: z.string().min(1),
  law: z.strictObject({ norm: normSchema, sampling: samplingSchema, unit: replacementUnitSchema }).exactOptional(),
});
export type ReportLook = z.infer<typeof reportLookSchema>;

/** What the page shows. A report may be partial until `finished`. */
export const reportPageStateSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('running'),
    message: z.string(),
    /** Share of the work done, where it is known. */
    fraction: z.number().min(0).max(1).exactOptional(),
    timeLeft: z.string().exactOptional(),
    report: reportSchema.exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('finished'),
    report: reportSchema,
    folder: z.string(),
    /** How the user came to see it: the run has just ended, or the same was asked for again. Absent where a file was opened. */
    news: z.enum(['finished', 'reused']).exactOptional(),
    look: reportLookSchema.exactOptional(),
    /** Whether the workspace is trusted, so that model and images may be opened. */
    trusted: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('cancelled'), report: reportSchema.exactOptional() }),
  z.strictObject({
    kind: z.literal('failed'),
    /** What could not be done: to evaluate, or to read a report. */
    work: z.enum(['evaluate', 'read']),
    error: plainErrorSchema,
    report: reportSchema.exactOptional(),
  }),
]);
export type ReportPageState = z.infer<typeof reportPageStateSchema>;

/** Extension host to page: on `ready`, and whenever there is something new to show. */
export const toReportPageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('show'), state: reportPageStateSchema }),
  /** The answer to a question; the page knows its schema by the question. */
  z.strictObject({ kind: z.literal('answer'), id: z.int(), answer: z.unknown() }),
  /** A question that cannot be answered, and why. */
  z.strictObject({ kind: z.literal('refused'), id: z.int(), error: plainErrorSchema }),
]);
export type ToReportPage = z.infer<typeof toReportPageSchema>;

/** One of the questions of {@link reportQuestions}. */
export const reportAskedSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('classes'), params: reportQuestions.classes.params }),
  z.strictObject({ name: z.literal('calibration'), params: reportQuestions.calibration.params }),
  z.strictObject({ name: z.literal('realised'), params: reportQuestions.realised.params }),
  z.strictObject({ name: z.literal('labelSafety'), params: reportQuestions.labelSafety.params }),
  z.strictObject({ name: z.literal('flips'), params: reportQuestions.flips.params }),
  z.strictObject({ name: z.literal('pictures'), params: reportQuestions.pictures.params }),
  z.strictObject({ name: z.literal('history'), params: reportQuestions.history.params }),
  z.strictObject({ name: z.literal('export'), params: reportQuestions.export.params }),
]);
export type ReportAsked = z.infer<typeof reportAskedSchema>;

/** Base64 of a picture of a figure, as the page has drawn it. */
const pictureSchema = z.string().max(40_000_000);

export const fromReportPageSchema = z.discriminatedUnion('kind', [
  /** The page has loaded, also each time it comes back from being hidden. */
  z.strictObject({ kind: z.literal('ready') }),
  /** The user pressed Cancel in the page. */
  z.strictObject({ kind: z.literal('cancel') }),
  /** The user asks for a table; the host has the clipboard. */
  z.strictObject({ kind: z.literal('copy'), text: z.string().max(20_000_000), what: z.enum(['Markdown', 'CSV', 'text']) }),
  /** The page wants to know something of the run; `id` is its own, and comes back with the answer. */
  z.strictObject({ kind: z.literal('ask'), id: z.int(), question: reportAskedSchema }),
  /** The page no longer wants an answer. */
  z.strictObject({ kind: z.literal('forget'), id: z.int() }),
  /** The user exports the report or a view of it; a PNG is drawn by the page. */
  z.strictObject({ kind: z.literal('export'), subject: exportSubjectSchema, format: exportFormatSchema }),
  z.strictObject({ kind: z.literal('exportPicture'), subject: exportSubjectSchema, png: pictureSchema }),
  /** The user wants to trust the workspace, so that images can be shown. */
  z.strictObject({ kind: z.literal('manageTrust') }),
  /** The user wants to see an image of the run in the preview, under the corruption of a cell. */
  z.strictObject({ kind: z.literal('preview'), cell: z.int().min(0), image: z.int().min(0), draw: z.int().min(0) }),
  /** The user asks for report.json as a file. */
  z.strictObject({ kind: z.literal('openFile') }),
  /** The user asks for the log after a failure. */
  z.strictObject({ kind: z.literal('showLog') }),
]);
export type FromReportPage = z.infer<typeof fromReportPageSchema>;
