import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PlainError } from '../../src/protocol/errors';
import type { ReportAnswer, ReportParams, ReportQuestion } from '../../src/protocol/reportDetails';
import { ask } from './host';

/** What is known of an answer. */
export type Reply<A> = { readonly kind: 'none' } | { readonly kind: 'waiting' } | { readonly kind: 'known'; readonly answer: A } | { readonly kind: 'failed'; readonly error: PlainError };

/** One question of an element, asked again when it changes or is about another report; the one before is forgotten then. */
export class Asked<Q extends ReportQuestion> implements ReactiveController {
  reply: Reply<ReportAnswer<Q>> = { kind: 'none' };
  private key: string | undefined;
  private about: object | undefined;
  private stop: AbortController | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly name: Q,
  ) {
    host.addController(this);
  }

  /** @param about what the answer belongs to: with another object it is asked anew */
  ask(params: ReportParams<Q>, about: object): void {
    const key = JSON.stringify(params);
    if (key === this.key && about === this.about) return;
    this.key = key;
    this.about = about;
    this.stop?.abort();
    const stop = (this.stop = new AbortController());
    this.reply = { kind: 'waiting' };
    const settled = (reply: Reply<ReportAnswer<Q>>): void => {
      if (this.stop !== stop) return;
      this.stop = undefined;
      this.reply = reply;
      this.host.requestUpdate();
    };
    ask(this.name, params, stop.signal).then(
      (answer) => settled({ kind: 'known', answer }),
      (error: unknown) => settled({ kind: 'failed', error: isPlain(error) ? error : { code: 'LPR-600', happened: String(error), action: '' } }),
    );
  }

  hostConnected(): void {
    // Nothing to do before it is asked.
  }

  hostDisconnected(): void {
    this.stop?.abort();
    this.stop = undefined;
    this.key = undefined;
  }
}

function isPlain(error: unknown): error is PlainError {
  return typeof error === 'object' && error !== null && 'code' in error && 'happened' in error && 'action' in error;
}
