import { css, html, type TemplateResult } from 'lit';

export interface Tab {
  readonly id: string;
  readonly label: string;
}

export const tabStyle = css`
  [role='tablist'] { display: flex; flex-wrap: wrap; gap: 0 0.25rem; margin: 1.5rem 0 1rem; border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, currentColor)); }
  [role='tab'] { font: inherit; color: var(--vscode-panelTitle-inactiveForeground, var(--vscode-foreground)); background: none; border: none; border-bottom: 2px solid transparent; padding: 0.4rem 0.75rem; cursor: pointer; }
  [role='tab'][aria-selected='true'] { color: var(--vscode-panelTitle-activeForeground, var(--vscode-foreground)); border-bottom-color: var(--vscode-panelTitle-activeBorder, var(--vscode-focusBorder, currentColor)); font-weight: 600; }
  [role='tab']:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: -2px; }
  [role='tabpanel']:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 4px; }
`;

/**
 * A row of tabs: one stop of the Tab key, arrows and Home and End go along it (WAI-ARIA, tabs pattern). The panel that the
 * tabs control has the id `panel` and stands in the same root.
 */
export function tabBar(label: string, tabs: readonly Tab[], selected: string, select: (id: string) => void): TemplateResult {
  const onKey = (event: KeyboardEvent): void => {
    const at = tabs.findIndex(({ id }) => id === selected);
    const next = { ArrowRight: (at + 1) % tabs.length, ArrowLeft: (at + tabs.length - 1) % tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
    const tab = next === undefined ? undefined : tabs[next];
    if (tab === undefined) return;
    event.preventDefault();
    select(tab.id);
    const bar = event.currentTarget;
    if (bar instanceof HTMLElement) bar.querySelector<HTMLElement>(`#tab-${tab.id}`)?.focus();
  };
  return html`
    <div role="tablist" aria-label=${label} @keydown=${onKey}>
      ${tabs.map(
        ({ id, label: text }) =>
          html`<button role="tab" id=${`tab-${id}`} aria-controls="panel" aria-selected=${id === selected} tabindex=${id === selected ? 0 : -1} @click=${() => select(id)}>${text}</button>`,
      )}
    </div>
  `;
}
