/** The object that VS Code gives to a page, once: the way to its host, and what is kept through hiding and reloading. */
export interface VsCodeApi<Message, State> {
  postMessage(message: Message): void;
  getState(): State | undefined;
  setState(state: State): void;
}

declare function acquireVsCodeApi(): VsCodeApi<unknown, unknown>;

const api = acquireVsCodeApi();

/** The page's own view of it: which messages its host takes, and what it keeps. */
export function vsCodeApi<Message, State>(): VsCodeApi<Message, State> {
  return api as VsCodeApi<Message, State>;
}
