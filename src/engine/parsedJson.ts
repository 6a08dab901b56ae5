/** What a JSON text holds; undefined where it is none, as of a file that was cut off or that somebody else wrote. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
