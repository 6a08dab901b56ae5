import type { ChildProcess } from 'node:child_process';
import { AbstractMessageReader, Disposable, type DataCallback, type Message, type MessageReader } from 'vscode-languageclient/node';

/**
 * Reads what the server sends over its channel. What is no message is handed to `onGarbage`: whoever sends such a thing
 * is not what it should be, and its other messages mean nothing.
 */
export class ServerChannelReader extends AbstractMessageReader implements MessageReader {
  constructor(
    private readonly child: ChildProcess,
    private readonly onGarbage: (garbage: unknown) => void,
  ) {
    super();
    child.on('error', (error) => this.fireError(error));
    // Its last messages come before "close"; but that waits for whoever else holds the process's output.
    child.once('close', () => this.fireClose());
    child.once('exit', () => setTimeout(() => this.fireClose(), 500).unref());
  }

  listen(callback: DataCallback): Disposable {
    const receive = (received: unknown): void => {
      if (isMessage(received)) callback(received);
      else this.onGarbage(received);
    };
    this.child.on('message', receive);
    return Disposable.create(() => this.child.off('message', receive));
  }
}

/** Whether it is what JSON-RPC 2.0 lets come in: a request or notification, or the answer to a request. Its contents are checked by whoever it is for. */
function isMessage(received: unknown): received is Message {
  if (typeof received !== 'object' || received === null || !('jsonrpc' in received) || received.jsonrpc !== '2.0') return false;
  if ('method' in received) return typeof received.method === 'string';
  return 'id' in received && (received.id === null || typeof received.id === 'number' || typeof received.id === 'string');
}
