import { z } from 'zod';
import { defineRequest } from './message';
import { transferViews } from './reportText/transferTables';
import { plainErrorSchema, workIdSchema } from './serverMessages';
import { transferReportSchema } from './transferReport';

/**
 * The extension asks when the user runs a transfer file, which is read as it lies on the disk; the answer comes when its table is there.
 * Progress comes as runProgress. Cancelled, it is answered with LPR-601: what is trained and tested is kept, and the same request goes on.
 */
export const transferFileRequest = defineRequest({
  method: 'lpRobustness/transferFile',
  params: z.strictObject({
    workId: workIdSchema,
    /** Absolute path: `.lp-robustness`, with trainings, runs and tables, lies here. */
    folder: z.string().min(1),
    /** Absolute path of the `*.lptransfer.json`. */
    file: z.string().min(1),
  }),
  /** Where `report.json` is. */
  result: z.object({ folder: z.string() }),
});

const viewSchema = z.enum(transferViews);

/** The extension asks for a transfer experiment's report, to show it in the editor of its file. Reads that one file. */
export const transferReportRequest = defineRequest({
  method: 'lpRobustness/transfer/report',
  params: z.strictObject({ folder: z.string().min(1) }),
  result: transferReportSchema,
});

/** The extension asks for the table as a picture, when the user exports one or the page needs it for a PNG. */
export const transferPictureRequest = defineRequest({
  method: 'lpRobustness/transfer/picture',
  params: z.strictObject({ folder: z.string().min(1), view: viewSchema }),
  result: z.strictObject({ svg: z.string() }),
});

export const transferFormatSchema = z.enum(['csv', 'json', 'markdown', 'latex', 'svg']);
export type TransferFormat = z.infer<typeof transferFormatSchema>;

/**
 * Between the extension host and the page of a transfer table, as posted messages. Either side checks what it receives.
 */

/** Extension host to page: on `ready`, when the file changes, and a picture that was asked for. */
export const toTransferPageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('table'), report: transferReportSchema }),
  z.strictObject({ kind: z.literal('failed'), error: plainErrorSchema }),
  z.strictObject({ kind: z.literal('picture'), view: viewSchema, svg: z.string() }),
]);
export type ToTransferPage = z.infer<typeof toTransferPageSchema>;

export const fromTransferPageSchema = z.discriminatedUnion('kind', [
  /** The page has loaded, also each time it comes back from being hidden. */
  z.strictObject({ kind: z.literal('ready') }),
  /** The user asks for a table; the host has the clipboard. */
  z.strictObject({ kind: z.literal('copy'), text: z.string().max(20_000_000), what: z.enum(['Markdown', 'CSV', 'text']) }),
  /** The user exports the table as it is shown; for a PNG the page first asks for the picture that it draws it from. */
  z.strictObject({ kind: z.literal('export'), view: viewSchema, format: transferFormatSchema }),
  z.strictObject({ kind: z.literal('picture'), view: viewSchema }),
  z.strictObject({ kind: z.literal('exportPicture'), view: viewSchema, png: z.string().max(40_000_000) }),
  /** The user wants to see the images behind a cell: those that a model's run flipped. */
  z.strictObject({ kind: z.literal('openRun'), row: z.int().min(0), strategy: z.int().min(0), model: z.int().min(0) }),
  /** The user asks for report.json as text, or for the log after a failure. */
  z.strictObject({ kind: z.literal('openFile') }),
  z.strictObject({ kind: z.literal('showLog') }),
]);
export type FromTransferPage = z.infer<typeof fromTransferPageSchema>;
