import { css } from 'lit';

/** Form controls in the editor's look, for every part of the preview. */
export const controlStyles = css`
  :host { display: block; }
  vscode-button { --vscode-button-border: var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent)); }
  .row { display: flex; flex-wrap: wrap; align-items: end; gap: 0.6rem 1.1rem; }
  .field { display: flex; flex-direction: column; gap: 0.2rem; min-width: 0; }
  .field > label, legend { color: var(--vscode-descriptionForeground); font-size: 0.92em; padding: 0; }
  .line { display: flex; align-items: center; gap: 0.5rem; }
  fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
  fieldset .line { min-height: 1.9em; gap: 0.9rem; }
  fieldset label, .tick { display: inline-flex; align-items: center; gap: 0.3rem; cursor: pointer; white-space: nowrap; }
  input, select { font: inherit; accent-color: var(--vscode-focusBorder, var(--vscode-button-background)); }
  input[type='text'], input[type='number'], select {
    box-sizing: border-box; height: 1.9em; padding: 0 0.4em; border-radius: 2px;
    color: var(--vscode-input-foreground); background: var(--vscode-input-background);
    border: 1px solid var(--vscode-settings-textInputBorder, var(--vscode-input-border, var(--vscode-contrastBorder, transparent)));
  }
  select { color: var(--vscode-dropdown-foreground); background: var(--vscode-dropdown-background); border-color: var(--vscode-dropdown-border, var(--vscode-contrastBorder, transparent)); max-width: 14rem; }
  input[type='text'], input[type='number'] { width: 6em; }
  input[aria-invalid='true'] { border-color: var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground)); }
  input[type='range'] { flex: 1 1 auto; min-width: 6rem; margin: 0; height: 1.9em; }
  input:focus-visible, select:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
  input:disabled, select:disabled { opacity: 0.6; }
`;
