import { reportSchema, type Report } from '../report';

/**
 * The text of `report.json`: the keys in the order of the report's schema, versions by name, numbers as JavaScript
 * prints them (the shortest text that reads back as the same double), one line feed at the end. Equal reports have equal
 * bytes, however they were put together.
 */
export function toPlainJson(report: Report): string {
  const { backend, ...rest } = reportSchema.parse(report);
  const versions = Object.fromEntries(Object.entries(backend.versions).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify(inOrder({ ...rest, backend: { ...backend, versions } }), null, 2)}\n`;
}

/** The report's own keys in the order of the schema; those of its parts come in that order from parsing. */
function inOrder(report: Report): object {
  const keys = Object.keys(reportSchema.shape) as (keyof Report)[];
  return Object.fromEntries(keys.map((key) => [key, report[key]]));
}
