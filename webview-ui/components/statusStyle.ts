import { css } from 'lit';

/** How a page says how far its work is, and how it ended. */
export const statusStyle = css`
  vscode-button { --vscode-button-border: var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent)); }
  .row { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; }
  .notice { border-left: 3px solid; padding: 0.5rem 0.75rem; background: var(--vscode-textBlockQuote-background, transparent); overflow-wrap: anywhere; }
  .failed { border-color: var(--vscode-errorForeground); }
  .cancelled { border-color: var(--vscode-editorWarning-foreground, currentColor); }
  progress { flex: 1 1 10rem; height: 0.4rem; appearance: none; border: 1px solid var(--vscode-contrastBorder, transparent); }
  progress::-webkit-progress-bar { background: var(--vscode-scrollbarSlider-background, transparent); }
  progress::-webkit-progress-value { background: var(--vscode-progressBar-background); }
  p { margin: 0 0 0.5rem; }
`;
