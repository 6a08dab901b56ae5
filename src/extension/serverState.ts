import type { PlainError } from '../protocol/errors';

/** Where the server is in its life; the status bar shows it, and each command says what it can do in it. */
export type ServerState =
  | { readonly kind: 'stopped' }
  /** `again`: after it has ended by itself. */
  | { readonly kind: 'starting'; readonly again: boolean }
  | { readonly kind: 'ready' }
  | { readonly kind: 'busy'; readonly work: WorkState }
  /** It has ended too often, or did not start: it stays down until the user restarts it. */
  | { readonly kind: 'failed'; readonly error: PlainError };

/** The piece of work that the status bar shows: the last of those that go on. */
export interface WorkState {
  /** For people: "MNIST, 40 %, 1 min 20 s left". */
  readonly detail: string;
  /** From 0 to 1, where it is known. */
  readonly fraction?: number;
  /** How many pieces of work go on. */
  readonly count: number;
}
