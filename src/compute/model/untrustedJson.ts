import { modelErrors } from '../../protocol/errors';
import { modelBudget } from './modelBudget';

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };
export interface JsonObject {
  [key: string]: JsonValue;
}

/**
 * Parses JSON of unknown origin. Throws LPR-202 for what is not JSON, is nested too deeply to be walked by recursion,
 * or has a `__proto__` key, which would give the objects that TensorFlow.js builds from it a prototype of the file's choice.
 */
export function parseUntrustedJson(text: string, file: string): JsonValue {
  let parsed: JsonValue;
  try {
    parsed = JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text) as JsonValue;
  } catch (error) {
    // The parser's message quotes the file, which need not be a model at all.
    throw modelErrors.notJson({ file, reason: text.trim() === '' ? 'it is empty' : 'its syntax is wrong, or it is cut off' }, error);
  }
  refuseHostileStructure(parsed, file);
  return parsed;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for names that every object already has, such as `constructor`: as a key they are mistaken for entries. */
export function isInheritedName(name: string): boolean {
  return name in Object.prototype;
}

function refuseHostileStructure(root: JsonValue, file: string): void {
  const pending: { value: JsonValue; depth: number }[] = [{ value: root, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > modelBudget.jsonDepth) {
      throw modelErrors.notJson({ file, reason: `it is nested more than ${modelBudget.jsonDepth} levels deep` });
    }
    if (Array.isArray(value)) {
      for (const child of value) pending.push({ value: child, depth: depth + 1 });
      continue;
    }
    for (const [key, child] of Object.entries(value)) {
      if (key === '__proto__') throw modelErrors.notJson({ file, reason: 'it has a key named __proto__' });
      pending.push({ value: child, depth: depth + 1 });
    }
  }
}
