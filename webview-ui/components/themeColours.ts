import { color } from 'chart.js/helpers';
import type { ReactiveControllerHost } from 'lit';

export interface ThemeColours {
  readonly text: string;
  readonly faintText: string;
  readonly grid: string;
  readonly line: string;
  readonly band: string;
  /** Edge of the band: drawn only where the theme has high contrast. */
  readonly bandEdge: string;
  readonly reference: string;
  readonly shade: string;
  readonly background: string;
}

/** The colours of the theme in force, as a canvas needs them: worked out, not as variables. */
export function themeColours(): ThemeColours {
  const style = getComputedStyle(document.documentElement);
  const pick = (name: string, otherwise: string) => style.getPropertyValue(`--vscode-${name}`).trim() || otherwise;
  const text = pick('foreground', '#888888');
  const highContrast = /vscode-high-contrast/.test(document.body.className);
  const line = highContrast ? pick('contrastActiveBorder', text) : pick('charts-blue', '#3794ff');
  const alpha = (value: string, share: number) => color(value).alpha(share).rgbString();
  return {
    text,
    faintText: highContrast ? text : pick('descriptionForeground', text),
    grid: alpha(text, highContrast ? 0.3 : 0.12),
    line,
    band: alpha(line, 0.22),
    bandEdge: highContrast ? line : 'transparent',
    reference: alpha(text, highContrast ? 1 : 0.6),
    shade: alpha(text, highContrast ? 0.22 : 0.08),
    background: pick('editor-background', 'transparent'),
  };
}

/** Calls back when the theme changes, as long as a view is in the page. */
export function onThemeChange(view: ReactiveControllerHost, changed: () => void = () => view.requestUpdate()): void {
  const observer = new MutationObserver(changed);
  view.addController({
    hostConnected: () => {
      observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
      observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
    },
    hostDisconnected: () => observer.disconnect(),
  });
}
