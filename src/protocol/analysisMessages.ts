import { z } from 'zod';
import { criticalEpsilonReportSchema } from './criticalEpsilon';
import { normSchema } from './norm';
import { separationResultSchema } from './separation';
import { knownSeparationSchema } from './separationMessages';
import { plainErrorSchema } from './serverMessages';

/**
 * Between the extension host and a panel of a finite piece of work with one result: critical epsilons, a class separation. Posted
 * messages; either side checks what it receives, since a panel shows names that others chose.
 */

/** Critical epsilons, and what is known of the class separation of their data. */
const criticalEpsilonResultSchema = z.object({ report: criticalEpsilonReportSchema, separations: z.array(knownSeparationSchema) });

/** The results that panels show, by the name of the panel. */
const resultSchemas = { criticalEpsilon: criticalEpsilonResultSchema, separation: separationResultSchema };
export type AnalysisName = keyof typeof resultSchemas;
export type AnalysisResult<N extends AnalysisName> = z.infer<(typeof resultSchemas)[N]>;

/** What a panel shows. */
export type AnalysisState<R> =
  | { readonly kind: 'running'; readonly message: string; readonly fraction?: number; readonly timeLeft?: string }
  | { readonly kind: 'finished'; readonly result: R; readonly folder: string; readonly reused: boolean }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: z.infer<typeof plainErrorSchema> };

/** Extension host to panel: on `ready`, and whenever there is something new to show. */
export interface ToAnalysisPanel<R> {
  readonly kind: 'show';
  readonly state: AnalysisState<R>;
}

/** The message as a page of that name checks it. */
export function toAnalysisPanelSchema<N extends AnalysisName>(name: N): z.ZodType<ToAnalysisPanel<AnalysisResult<N>>> {
  const state = z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('running'), message: z.string(), fraction: z.number().min(0).max(1).exactOptional(), timeLeft: z.string().exactOptional() }),
    z.strictObject({ kind: z.literal('finished'), result: resultSchemas[name], folder: z.string(), reused: z.boolean() }),
    z.strictObject({ kind: z.literal('cancelled') }),
    z.strictObject({ kind: z.literal('failed'), error: plainErrorSchema }),
  ]);
  return z.strictObject({ kind: z.literal('show'), state }) as unknown as z.ZodType<ToAnalysisPanel<AnalysisResult<N>>>;
}

/** What the command `lpRobustness.preview` opens: an image under a norm and an epsilon. */
export const previewTargetSchema = z.strictObject({
  data: z.string(),
  split: z.enum(['test', 'train']),
  image: z.int().min(0),
  norm: normSchema,
  epsilon: z.number().positive(),
  seed: z.int().min(0),
  draw: z.int().min(0),
});
export type PreviewTarget = z.infer<typeof previewTargetSchema>;

export const fromAnalysisPanelSchema = z.discriminatedUnion('kind', [
  /** The page has loaded, also each time it comes back from being hidden. */
  z.strictObject({ kind: z.literal('ready') }),
  /** The user pressed Cancel in the panel. */
  z.strictObject({ kind: z.literal('cancel') }),
  /** The user asks for a table; the host has the clipboard. */
  z.strictObject({ kind: z.literal('copy'), text: z.string().max(5_000_000) }),
  /** The user asks for the result as a file. */
  z.strictObject({ kind: z.literal('openFile') }),
  /** The user asks for the log after a failure. */
  z.strictObject({ kind: z.literal('showLog') }),
  /** The user wants to see an image corrupted. */
  z.strictObject({ kind: z.literal('preview'), target: previewTargetSchema }),
]);
export type FromAnalysisPanel = z.infer<typeof fromAnalysisPanelSchema>;
