import { reportQuestions, type ReportAnswer, type ReportParams, type ReportQuestion } from '../../src/protocol/reportDetails';
import type { FromReportPage, ReportAsked, ToReportPage } from '../../src/protocol/reportMessages';
import { vsCodeApi } from '../components/vsCodeApi';

/** What the page keeps through being hidden and through a reload of the window. */
export interface SavedState {
  readonly scrollTop?: number;
  /** The view on show. */
  readonly view?: string;
  /** The last wish that was followed, by its id. */
  readonly look?: string;
  /** Choices of the views, by their names. */
  readonly choices?: Readonly<Record<string, string>>;
}

export const vsCode = vsCodeApi<FromReportPage, SavedState>();

/** Changes some of the saved state. */
export function save(change: SavedState): void {
  vsCode.setState({ ...vsCode.getState(), ...change });
}

/** A choice as it was left. */
export const savedChoice = (name: string): string | undefined => vsCode.getState()?.choices?.[name];

export function saveChoice(name: string, value: string): void {
  save({ choices: { ...vsCode.getState()?.choices, [name]: value } });
}

interface Waiting {
  readonly answer: (message: Extract<ToReportPage, { kind: 'answer' | 'refused' }>) => void;
}

const waiting = new Map<number, Waiting>();
let questions = 0;

/**
 * Asks the host something of the run. An aborted question is told, and never settles.
 * @throws the host's error as it came: code, what happened, what to do
 */
export function ask<Q extends ReportQuestion>(name: Q, params: ReportParams<Q>, signal: AbortSignal): Promise<ReportAnswer<Q>> {
  const id = (questions += 1);
  return new Promise((resolve, reject) => {
    const forget = (): void => {
      waiting.delete(id);
      vsCode.postMessage({ kind: 'forget', id });
    };
    signal.addEventListener('abort', forget, { once: true });
    waiting.set(id, {
      answer: (message) => {
        waiting.delete(id);
        signal.removeEventListener('abort', forget);
        if (message.kind === 'answer') resolve(reportQuestions[name].result.parse(message.answer) as ReportAnswer<Q>);
        // A coded error is what the page shows; it is no Error here, nor is it thrown on.
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
        else reject(message.error);
      },
    });
    vsCode.postMessage({ kind: 'ask', id, question: { name, params } as ReportAsked });
  });
}

/** Hands an answer of the host to the question that it is for. */
export function settle(message: Extract<ToReportPage, { kind: 'answer' | 'refused' }>): void {
  waiting.get(message.id)?.answer(message);
}
