import { thresholdPlaces, type TextPlace } from '../check/thresholdPlaces';
import { maximumText, thresholdName } from '../check/judgementText';
import type { Threshold } from '../../protocol/threshold';
import type { NamedThreshold } from '../../protocol/experimentFileMessages';

/** The thresholds of an experiment file by their names, with their places; one that stands twice gets a number. */
export function namedThresholds(thresholds: readonly Threshold[], places: readonly TextPlace[]): NamedThreshold[] {
  const seen = new Map<string, number>();
  return thresholds.map((threshold, index) => {
    const name = thresholdName(threshold);
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    const { line, column, endLine, endColumn } = places[index] ?? { line: 1, column: 1, endLine: 1, endColumn: 1 };
    const maximum = threshold.figure === 'cell' ? threshold.maximumError : threshold.maximum;
    return {
      id: times === 1 ? name : `${name} (${times})`,
      name,
      asked: `at most ${maximumText({ maximum })}`,
      place: { line: line - 1, column: column - 1, endLine: endLine - 1, endColumn: endColumn - 1 },
    };
  });
}

/** The thresholds that are written in the text of an experiment file, whatever else it says. @throws LPR-102 */
export function thresholdsIn(parsed: { readonly thresholds?: readonly Threshold[] | undefined }, text: string): NamedThreshold[] {
  return namedThresholds(parsed.thresholds ?? [], thresholdPlaces(text));
}
