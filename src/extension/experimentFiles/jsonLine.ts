/** A value as JSON on one line, with spaces where people put them: `{ "noise": "c2" }`. */
export function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, entry]) => `${JSON.stringify(key)}: ${oneLine(entry)}`)
    .join(', ')} }`;
}
