import { z } from 'zod';
import { comparedImageSchema, comparedSubjectSchema, comparisonSchema } from './comparison';
import { plainErrorSchema } from './serverMessages';

/**
 * Between the extension host and the comparison panel, as posted messages. Either side checks what it receives: the page
 * shows names that others chose, and is not trusted with more than these messages.
 */

const failed = z.strictObject({ kind: z.literal('failed'), error: plainErrorSchema });

/** Extension host to panel: how the comparison goes, whenever it changes and on `ready`, and images that were asked for. */
export const toComparisonPanelSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('comparing'), folders: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('compared'), comparison: comparisonSchema, folders: z.array(z.string()) }),
  failed,
  z.strictObject({
    kind: z.literal('images'),
    subject: comparedSubjectSchema,
    /** How many images there are, of which the first are here; or why they cannot be told. */
    found: z.union([z.strictObject({ total: z.int().min(0), images: z.array(comparedImageSchema) }), failed]),
  }),
]);
export type ToComparisonPanel = z.infer<typeof toComparisonPanelSchema>;

export const fromComparisonPanelSchema = z.discriminatedUnion('kind', [
  /** The page has loaded, also each time it comes back from being hidden. */
  z.strictObject({ kind: z.literal('ready') }),
  /** The user chose a row: which images differ there? */
  z.strictObject({ kind: z.literal('images'), subject: comparedSubjectSchema, count: z.int().min(1).max(200) }),
  /** The user wants to see an image of the comparison as this run saw it. */
  z.strictObject({ kind: z.literal('preview'), run: z.int().min(0), image: z.int().min(0), subject: comparedSubjectSchema }),
  /** The user asks for the report of a run. */
  z.strictObject({ kind: z.literal('openRun'), run: z.int().min(0) }),
  /** The user asks for the whole comparison in the clipboard, or in a file. */
  z.strictObject({ kind: z.literal('copy'), as: z.enum(['Markdown', 'CSV']) }),
  z.strictObject({ kind: z.literal('save') }),
  z.strictObject({ kind: z.literal('compareAgain') }),
  z.strictObject({ kind: z.literal('showLog') }),
]);
export type FromComparisonPanel = z.infer<typeof fromComparisonPanelSchema>;
