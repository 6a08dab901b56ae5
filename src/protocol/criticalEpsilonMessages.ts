import { z } from 'zod';
import { criticalEpsilonReportSchema } from './criticalEpsilon';
import { experimentFileSchema } from './experiment';
import { defineRequest } from './message';
import { workIdSchema } from './serverMessages';

/**
 * The extension asks when the user starts **Find critical epsilons**; the answer comes when all are found. Progress comes as
 * runProgressNotification. The same question goes on where it was cut off; a finished one is returned.
 */
export const criticalEpsilonsRequest = defineRequest({
  method: 'lpRobustness/criticalEpsilons',
  params: z.strictObject({
    workId: workIdSchema,
    /** Absolute path: relative paths of the experiment start here, and `.lp-robustness/critical-epsilons` lies here. */
    folder: z.string().min(1),
    experiment: experimentFileSchema,
  }),
  result: z.object({ folder: z.string(), report: criticalEpsilonReportSchema, reused: z.boolean() }),
});
