import type { LprError } from '../../protocol/errors';
import type { TextRange } from './experimentText';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** Replaces a stretch of the experiment file's text. */
export interface TextChange extends TextRange {
  readonly text: string;
}

/** A change that would mend a problem, as the editor offers it. */
export interface Fix {
  readonly title: string;
  readonly changes: readonly TextChange[];
  readonly isPreferred?: boolean;
}

/** Something that is wrong with an experiment file, or worth knowing of it, and where. */
export interface Problem extends TextRange {
  /** A code of the catalogue, or the verdict on a threshold. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly fixes: readonly Fix[];
  /** What was named and does not exist: the workspace may have something of a similar name. */
  readonly missing?: { readonly kind: 'model' | 'data'; readonly name: string };
}

/** A problem with the words of a catalogued error: what happened and what to do. */
export function problemOf(error: LprError, range: TextRange, more: Partial<Omit<Problem, 'code' | 'message'>> = {}): Problem {
  return { code: error.code, severity: 'error', message: `${error.happened} ${error.action}`, fixes: [], offset: range.offset, length: range.length, ...more };
}
