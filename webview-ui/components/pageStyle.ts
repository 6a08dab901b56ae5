import { css } from 'lit';

/** What the pages of analyses have in common: head, sections, choices, and figures with their meaning. */
export const pageStyle = css`
  :host { display: block; max-width: 90rem; margin: 0 auto; padding: 1rem 0 2rem; }
  h1 { font-size: 1.5em; font-weight: 600; margin: 0 0 0.25rem; overflow-wrap: anywhere; }
  h2 { font-size: 1.2em; font-weight: 600; margin: 0 0 0.5rem; overflow-wrap: anywhere; }
  section { margin-top: 1.75rem; }
  .subtitle, .hint { color: var(--vscode-descriptionForeground); margin: 0 0 0.75rem; overflow-wrap: anywhere; max-width: 60rem; }
  vscode-button { --vscode-button-border: var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent)); }
  .choices { display: flex; flex-wrap: wrap; gap: 0.75rem 1.25rem; margin: 1rem 0; align-items: end; }
  label { display: inline-flex; flex-direction: column; gap: 0.25rem; color: var(--vscode-foreground); }
  select, input[type='number'], input[type='text'] { color: var(--vscode-dropdown-foreground, var(--vscode-input-foreground)); background: var(--vscode-dropdown-background, var(--vscode-input-background)); border: 1px solid var(--vscode-dropdown-border, var(--vscode-contrastBorder, transparent)); border-radius: 2px; padding: 0 0.4rem; height: 1.9rem; box-sizing: border-box; font: inherit; max-width: 20rem; }
  select:focus-visible, input:focus-visible, button:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
  dl.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(12rem, 100%), 1fr)); gap: 0.75rem; margin: 0; }
  dl.figures > div { border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border, transparent))); border-radius: 4px; padding: 0.75rem; }
  dl.figures dt { font-weight: 600; }
  dl.figures dd { margin: 0; color: var(--vscode-descriptionForeground); overflow-wrap: anywhere; }
  dl.figures dd.value { color: var(--vscode-foreground); font-size: 1.7em; line-height: 1.5; font-variant-numeric: tabular-nums; }
`;
