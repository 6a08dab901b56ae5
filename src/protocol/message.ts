import type { z } from 'zod';

/**
 * A message that crosses a boundary of trust: its schema is checked by whoever receives it. The doc comment of each
 * one says who sends it, when and why.
 */
export interface RequestMessage<P extends z.ZodType, R extends z.ZodType> {
  readonly method: string;
  readonly direction: 'extension to server' | 'server to extension';
  readonly params: P;
  readonly result: R;
}

export interface NotificationMessage<P extends z.ZodType> {
  readonly method: string;
  readonly direction: 'server to extension';
  readonly params: P;
}

export function defineRequest<P extends z.ZodType, R extends z.ZodType>(message: Omit<RequestMessage<P, R>, 'direction'>): RequestMessage<P, R> {
  return { ...message, direction: 'extension to server' };
}

export function defineNotification<P extends z.ZodType>(message: Omit<NotificationMessage<P>, 'direction'>): NotificationMessage<P> {
  return { ...message, direction: 'server to extension' };
}

/** A request that the server makes of the extension. */
export function defineHostRequest<P extends z.ZodType, R extends z.ZodType>(message: Omit<RequestMessage<P, R>, 'direction'>): RequestMessage<P, R> {
  return { ...message, direction: 'server to extension' };
}
