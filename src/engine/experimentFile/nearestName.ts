/** Longer texts are compared by their beginnings: what people mistype is short. */
const mostCharacters = 200;

/**
 * The candidates that somebody who wrote `wanted` may have meant, the nearest first: those within a third of its length by
 * edit distance (Levenshtein 1966), or that hold it as a part. Letters' case counts half.
 */
export function nearestNames(wanted: string, candidates: Iterable<string>, most = 3): string[] {
  const limit = Math.max(1.5, wanted.length / 3);
  const lower = wanted.toLowerCase();
  return [...new Set(candidates)]
    .filter((candidate) => candidate !== wanted)
    .map((candidate) => ({ candidate, distance: lower.length >= 3 && candidate.toLowerCase().includes(lower) ? 0.5 : editDistance(wanted, candidate) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/** Insertions, deletions and replacements that make one text of the other; a letter in the other case costs one half. */
export function editDistance(one: string, other: string): number {
  const a = Array.from(one).slice(0, mostCharacters);
  const b = Array.from(other).slice(0, mostCharacters);
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  a.forEach((left, index) => {
    const next = [index + 1];
    b.forEach((right, column) => {
      const cost = left === right ? 0 : left.toLowerCase() === right.toLowerCase() ? 0.5 : 1;
      next.push(Math.min((row[column] ?? 0) + cost, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    });
    row = next;
  });
  return row[b.length] ?? 0;
}
