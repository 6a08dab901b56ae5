/** A row as CSV (RFC 4180), with a line feed at its end. An absent number is an empty field. */
export function csvLine(row: readonly (string | number | null)[]): string {
  return `${row.map(field).join(',')}\n`;
}

/**
 * Quoted where it must be. A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, "CSV
 * injection"): file names are not ours. Numbers stay as they are.
 */
function field(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
