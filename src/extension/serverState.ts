import type { PlainError } from '../protocol/errors';

/** Where the server is in its life; the status bar shows it, and each command says what it can do in it. */
export type ServerState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready' }
  /** `detail` is for people: "MNIST, 40 %, 1 min 20 s left". */
  | { readonly kind: 'busy'; readonly detail: string }
  | { readonly kind: 'failed'; readonly error: PlainError };
