import { z } from 'zod';
import { reportSchema } from './report';
import { plainErrorSchema } from './serverMessages';

/**
 * Between the extension host and the report panel, as posted messages. Either side checks what it receives: a panel
 * shows names that others chose, and its page is not trusted with more than these messages.
 */

/** What the panel shows. A report may be partial until `finished`. */
export const reportPanelStateSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('running'),
    message: z.string(),
    /** Share of the work done, where it is known. */
    fraction: z.number().min(0).max(1).exactOptional(),
    timeLeft: z.string().exactOptional(),
    report: reportSchema.exactOptional(),
  }),
  z.strictObject({ kind: z.literal('finished'), report: reportSchema, folder: z.string(), reused: z.boolean() }),
  z.strictObject({ kind: z.literal('cancelled'), report: reportSchema.exactOptional() }),
  z.strictObject({ kind: z.literal('failed'), error: plainErrorSchema, report: reportSchema.exactOptional() }),
]);
export type ReportPanelState = z.infer<typeof reportPanelStateSchema>;

/** Extension host to panel: on `ready`, and whenever there is something new to show. */
export const toReportPanelSchema = z.strictObject({ kind: z.literal('show'), state: reportPanelStateSchema });
export type ToReportPanel = z.infer<typeof toReportPanelSchema>;

export const fromReportPanelSchema = z.discriminatedUnion('kind', [
  /** The page has loaded, also each time it comes back from being hidden. */
  z.strictObject({ kind: z.literal('ready') }),
  /** The user pressed Cancel in the panel. */
  z.strictObject({ kind: z.literal('cancel') }),
  /** The user asks for the table; the host has the clipboard. */
  z.strictObject({ kind: z.literal('copy'), text: z.string().max(1_000_000), what: z.enum(['Markdown', 'CSV']) }),
  /** The user asks for report.json as a file. */
  z.strictObject({ kind: z.literal('openFile') }),
  /** The user asks for the log after a failure. */
  z.strictObject({ kind: z.literal('showLog') }),
]);
export type FromReportPanel = z.infer<typeof fromReportPanelSchema>;
