import type { FromGeometryPanel } from '../../src/protocol/geometryMessages';
import type { RadialNorm } from '../../src/robustness/geometry/moments';
import { vsCodeApi } from '../components/vsCodeApi';

/** What the page keeps through being hidden and through a reload of the window: its fields, by their names. */
type SavedFields = Readonly<Record<string, string>>;

export const geometryHost = vsCodeApi<FromGeometryPanel, SavedFields>();

/** A field as it was left. */
export function savedField(name: string, otherwise: string): string {
  return geometryHost.getState()?.[name] ?? otherwise;
}

export function saveField(name: string, value: string): void {
  geometryHost.setState({ ...geometryHost.getState(), [name]: value });
}

/** A norm as a person writes it, from `smallest` to 1000 or inf; undefined where it is none. */
export function readNorm(text: string, smallest: number): RadialNorm | undefined {
  const plain = text.trim().toLowerCase().replace(/^l/, '');
  if (plain === 'inf' || plain === '\u221e') return 'inf';
  const p = plain === '' ? NaN : Number(plain);
  return (p === 0 && smallest === 0) || (p >= 0.1 && p <= 1000) ? p : undefined;
}

/** A number above 0; undefined where it is none. */
export function readPositive(text: string): number | undefined {
  const value = text.trim() === '' ? NaN : Number(text);
  return value > 0 && value < 1e12 ? value : undefined;
}
