import { RequestType } from 'vscode-jsonrpc';
import type { PlainError } from '../../../src/protocol/errors';

export interface CaseResult {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Test to program: computes one conformance case on the open backend. */
export const conformanceRequest = new RequestType<string, CaseResult, PlainError>('conformance/case');
