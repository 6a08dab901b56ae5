import type { ReactiveControllerHost } from 'lit';
import type { z } from 'zod';

/**
 * Hands a view what the extension tells it, as long as the view is in the page. What does not fit the schema is not from the extension.
 * @param host called with `ready` each time that the view listens
 */
export function receiveMessages<Message>(
  view: ReactiveControllerHost,
  host: { postMessage(message: { readonly kind: 'ready' }): void },
  schema: z.ZodType<Message>,
  receive: (message: Message) => void,
): void {
  const listen = ({ data }: MessageEvent<unknown>): void => {
    const message = schema.safeParse(data);
    if (message.success) receive(message.data);
  };
  view.addController({
    hostConnected: () => {
      window.addEventListener('message', listen);
      host.postMessage({ kind: 'ready' });
    },
    hostDisconnected: () => window.removeEventListener('message', listen),
  });
}
