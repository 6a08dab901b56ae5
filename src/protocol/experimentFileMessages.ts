import { z } from 'zod';
import { defineHostRequest, defineRequest } from './message';
import { plainErrorSchema } from './serverMessages';
import { judgementSchema } from './threshold';

/** What the extension says of the workspace when the server starts (the `initializationOptions`). */
export const workspaceStateSchema = z.object({ isTrusted: z.boolean() });
export type WorkspaceState = z.infer<typeof workspaceStateSchema>;

/** The extension tells when the user trusts the workspace, so that experiment files are looked into from then on. */
export const workspaceTrustedRequest = defineRequest({ method: 'lpRobustness/workspaceTrusted', params: z.strictObject({}), result: z.object({}) });

/** The extension tells when there may be other finished runs than before: the verdicts that the editor shows come from them. */
export const runsChangedRequest = defineRequest({ method: 'lpRobustness/runsChanged', params: z.strictObject({}), result: z.object({}) });

/** The server asks, to complete a path or to find what a mistyped one may have meant, which models and images the workspace has. */
export const workspaceNamesRequest = defineHostRequest({
  method: 'lpRobustness/workspaceNames',
  params: z.strictObject({}),
  /** Absolute paths: of model.json files, and of folders of images. */
  result: z.object({ models: z.array(z.string()), data: z.array(z.string()) }),
});

/** A place in a text: lines and columns from 0, columns in UTF-16 units, as VS Code counts them. */
const placeSchema = z.object({ line: z.int().min(0), column: z.int().min(0), endLine: z.int().min(0), endColumn: z.int().min(0) });
export type ThresholdPlace = z.infer<typeof placeSchema>;

const namedThresholdSchema = z.object({
  /** Tells it from the others of its file: "L2, epsilon 1", with a number behind it where the same stands twice. */
  id: z.string(),
  name: z.string(),
  /** "at most 40 %" */
  asked: z.string(),
  place: placeSchema,
});
export type NamedThreshold = z.infer<typeof namedThresholdSchema>;

/** The extension asks to list an experiment file in the Test Explorer. Nothing but the file is read. */
export const thresholdsRequest = defineRequest({
  method: 'lpRobustness/thresholds',
  params: z.strictObject({
    /** Absolute path of the `*.lprobust.json`. */
    file: z.string().min(1),
    /** What the editor holds, where it differs from the disk. */
    text: z.string().exactOptional(),
  }),
  result: z.object({
    thresholds: z.array(namedThresholdSchema),
    /** Why there are none, where the file cannot be read. */
    problem: plainErrorSchema.exactOptional(),
  }),
});

const judgedThresholdSchema = namedThresholdSchema.extend({
  judgement: judgementSchema,
  /** The verdict with its reason, in a sentence or two; the same words as `lp-robustness check` has. */
  text: z.string(),
});
export type JudgedThreshold = z.infer<typeof judgedThresholdSchema>;

/**
 * The extension asks when tests of an experiment file are run: evaluates it as it lies on the disk, as `evaluateFile`
 * does, and judges its thresholds, as `lp-robustness check` does. Progress comes as runProgress.
 */
export const checkFileRequest = defineRequest({
  method: 'lpRobustness/checkFile',
  params: z.strictObject({
    workId: z.string().min(1).max(100),
    /** Absolute path: `.lp-robustness/runs` lies here. */
    folder: z.string().min(1),
    file: z.string().min(1),
  }),
  result: z.object({ folder: z.string(), reused: z.boolean(), judged: z.array(judgedThresholdSchema) }),
});
