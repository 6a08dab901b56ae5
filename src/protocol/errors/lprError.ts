/** An error a person can act on: a stable code, what happened, what to do about it. It keeps its code across processes. */
export class LprError extends Error {
  override readonly name = 'LprError';

  constructor(
    readonly code: string,
    readonly happened: string,
    readonly action: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${happened} ${action}`, options);
  }

  /** The form that crosses a process boundary. */
  toPlain(): PlainError {
    return { code: this.code, happened: this.happened, action: this.action };
  }

  static fromPlain(plain: PlainError): LprError {
    return new LprError(plain.code, plain.happened, plain.action);
  }
}

export interface PlainError {
  readonly code: string;
  readonly happened: string;
  readonly action: string;
}

type Parameters = Readonly<Record<string, string | number>>;
type NoParameters = Readonly<Record<string, never>>;

/** One entry of the catalogue: call it with its parameters to make the error. */
export interface ErrorDefinition<P extends Parameters> {
  (parameters: P, cause?: unknown): LprError;
  readonly code: string;
  /** Both sentences, with each parameter shown as `<name>`: what docs/errors.md prints. */
  describe(): { happened: string; action: string };
}

/**
 * Defines one user-visible error. Codes: 1xx experiment and suite, 2xx model, 3xx data, 4xx backend and compute
 * process, 5xx run and disk, 6xx editor and command line, 7xx training. A code is never given to another meaning.
 */
export function defineError<P extends Parameters = NoParameters>(
  code: `LPR-${number}`,
  happened: (parameters: P) => string,
  action: (parameters: P) => string,
): ErrorDefinition<P> {
  const define = (parameters: P, cause?: unknown): LprError =>
    new LprError(code, happened(parameters), action(parameters), cause === undefined ? undefined : { cause });
  const named = new Proxy({} as P, { get: (_, name) => `<${String(name)}>` });
  return Object.assign(define, { code, describe: () => ({ happened: happened(named), action: action(named) }) });
}
