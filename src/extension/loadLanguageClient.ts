import type * as languageClientModule from './languageClient';
import { inTurns } from './inTurns';

/** Each holds what was set up before it. */
const foundations = [
  () => import('vscode-jsonrpc/node'),
  () => import('vscode-languageserver-protocol'),
  () => import('vscode-languageserver-protocol/node'),
  () => import('vscode-languageclient'),
  () => import('vscode-languageclient/node'),
];

/**
 * Reads the language client, in a bundle of its own (dist/loadLanguageClient.js): it is half of all that the extension host ever
 * loads, and is not needed before the server is.
 */
export async function loadLanguageClient(): Promise<typeof languageClientModule> {
  await inTurns(foundations);
  return import('./languageClient');
}
