import { createMessageConnection, IPCMessageReader, IPCMessageWriter, ResponseError } from 'vscode-jsonrpc/node';
import { openBackend, type OpenBackend } from '../../../src/compute/backend/openBackend';
import { isAliveRequest, openBackendRequest } from '../../../src/protocol/computeMessages';
import { LprError } from '../../../src/protocol/errors';
import { conformanceRequest } from './conformanceMessages';
import { runConformanceCase } from './conformanceCases';

/** A compute process that has a backend and nothing else: opens it, and computes the conformance cases with it. */

const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
let backend: OpenBackend | undefined;
process.once('disconnect', () => process.exit(0));

connection.onRequest(isAliveRequest, () => true as const);
connection.onRequest(openBackendRequest, async (choice) => {
  try {
    backend = await openBackend(choice);
    return backend.description;
  } catch (error) {
    if (error instanceof LprError) return new ResponseError(-32000, error.message, error.toPlain());
    throw error;
  }
});
connection.onRequest(conformanceRequest, (name) => {
  if (backend === undefined) throw new Error('no backend is open');
  return runConformanceCase(name, backend.tf);
});
connection.listen();
