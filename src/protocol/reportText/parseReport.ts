import type { z } from 'zod';
import { reportSchema, type Report } from '../report';

/** Bytes of a report.json at most: one of 1,000 cells and 100,000 class names is smaller. */
export const largestReport = 64 * 2 ** 20;

/** Reads the text of a report.json. @throws Error whose message says the first thing that is wrong, in a line */
export function parseReport(text: string): Report {
  const parsed = reportSchema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new Error(firstProblem(parsed.error), { cause: parsed.error });
}

function firstProblem({ issues: [issue] }: z.ZodError): string {
  return issue === undefined ? 'it is no report' : `${issue.path.join('.') || 'the file'}: ${issue.message}`;
}
