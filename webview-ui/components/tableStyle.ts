import { css } from 'lit';

/** A table of figures that scrolls within itself, its titles staying in place. Its height is for the page to choose. */
export const tableStyle = css`
  .scroller { overflow: auto; max-height: var(--table-height, 24rem); border: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border, transparent)); }
  .scroller:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
  table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
  th, td { text-align: right; padding: 0.25rem 0.6rem; white-space: nowrap; }
  thead th { position: sticky; top: 0; background: var(--vscode-editor-background); box-shadow: inset 0 -1px var(--vscode-panel-border, var(--vscode-contrastBorder, currentColor)); }
  tbody tr:nth-child(even) { background: var(--vscode-keybindingTable-rowsBackground, transparent); }
  th:first-child { text-align: left; }
  tbody th { font-weight: normal; }
`;
