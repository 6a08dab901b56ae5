import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { groupStyle, type Marker } from './lineStyle';

/** The line and marker of a group, as charts draw them. */
export function lineKey(group: number): TemplateResult {
  const { colour, marker } = groupStyle({ group, dashed: false });
  return html`<svg width="32" height="12" viewBox="0 0 32 12" fill=${colour} stroke=${colour} stroke-width="2" aria-hidden="true">${svg`<line x1="0" y1="6" x2="32" y2="6"></line>`}${shapes[marker]}</svg>`;
}

const shapes: Readonly<Record<Marker, SVGTemplateResult>> = {
  circle: svg`<circle cx="16" cy="6" r="3.5"></circle>`,
  triangle: svg`<path d="M16 1.5 L20 9.5 L12 9.5 Z"></path>`,
  rect: svg`<rect x="13" y="3" width="6" height="6"></rect>`,
  rectRot: svg`<path d="M16 1.5 L20.5 6 L16 10.5 L11.5 6 Z"></path>`,
  crossRot: svg`<path d="M12.5 2.5 L19.5 9.5 M19.5 2.5 L12.5 9.5"></path>`,
  star: svg`<path d="M16 1 L16 11 M12.5 2.5 L19.5 9.5 M19.5 2.5 L12.5 9.5"></path>`,
};
