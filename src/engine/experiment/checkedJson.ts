import type { Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { parse, type ParseError } from 'jsonc-parser';
import type { z } from 'zod';
import { experimentErrors, LprError } from '../../protocol/errors';

/** An experiment or suite is written by hand; a file beyond this is something else. */
const largestFile = 4 * 1024 * 1024;

/** Reads a JSON file that a person wrote, and checks it. @throws LPR-101 or 102. */
export async function readChecked<S extends z.ZodType>(schema: S, file: string): Promise<z.output<S>> {
  return parseChecked(schema, await readText(file), file);
}

/** Checks text against a definition. @throws LPR-102 with the place of what is wrong. */
export function parseChecked<S extends z.ZodType>(schema: S, text: string, file: string): z.output<S> {
  const content = parseJson(text, file);
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const { where, reason } = firstProblem(result.error.issues[0]);
  throw experimentErrors.invalid({ file, where, reason }, result.error);
}

function parseJson(text: string, file: string): unknown {
  // Editors on Windows put a byte order mark in front.
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  try {
    return JSON.parse(content);
  } catch (error) {
    // What JSON.parse says of the place depends on the engine.
    const problems: ParseError[] = [];
    parse(content, problems, { disallowComments: true });
    const where = placeOf(content, problems[0]?.offset ?? content.length);
    throw experimentErrors.invalid({ file, where, reason: 'it is not JSON' }, error);
  }
}

function placeOf(text: string, position: number): string {
  const before = text.slice(0, position).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

/** The deepest issue: of a union, that of the branch which got furthest. */
function firstProblem(issue: z.core.$ZodIssue | undefined, base: readonly PropertyKey[] = []): { where: string; reason: string } {
  if (issue === undefined) return { where: 'the top', reason: 'it has another form' };
  const place = [...base, ...issue.path];
  if (issue.code === 'invalid_union') {
    const branches = issue.errors.flatMap((branch) => branch.slice(0, 1)).sort((a, b) => b.path.length - a.path.length);
    const furthest = branches[0];
    if (furthest !== undefined && (furthest.path.length > 0 || furthest.code === 'unrecognized_keys')) return firstProblem(furthest, place);
    return { where: inWords(place), reason: [...new Set(branches.map(reasonOf))].join('; or ') || reasonOf(issue) };
  }
  return { where: inWords(place), reason: reasonOf(issue) };
}

/** `curves[0].epsilons[2]` */
function inWords(place: readonly PropertyKey[]): string {
  const text = place.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return text === '' ? 'the top' : text.replace(/^\./, '');
}

function reasonOf({ message }: z.core.$ZodIssue): string {
  if (message.endsWith('received undefined')) return 'it is missing';
  const text = message.replace(/^Invalid input: /, '');
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The text of a file that a person wrote. @throws LPR-101. */
export async function readText(file: string): Promise<string> {
  try {
    const { size } = await regularFile(file);
    if (size > largestFile) throw experimentErrors.unreadable({ file, reason: `it has ${size} bytes, more than any experiment` });
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof LprError) throw error;
    throw experimentErrors.unreadable({ file, reason: error instanceof Error ? error.message : String(error) }, error);
  }
}

async function regularFile(file: string): Promise<Stats> {
  const stats = await stat(file);
  // A pipe or a device would be read for ever.
  if (!stats.isFile()) throw experimentErrors.unreadable({ file, reason: 'it is not a file' });
  return stats;
}
