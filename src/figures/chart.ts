import { plot, type PlotOptions } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { paper } from './paper';

/** A figure: the text of an SVG document, and its size in pixels. */
export interface Figure {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** A chart that a figure is put together from: an `svg` element as text. */
export interface Chart {
  readonly element: string;
  readonly width: number;
  readonly height: number;
}

/** Draws with Observable Plot, without a browser: on a small DOM that lives for this one drawing. */
export function drawChart(options: PlotOptions & { readonly width: number; readonly height: number }): Chart {
  // Plot's types know the DOM of a browser, which this project's programmes do not have; linkedom stands in for it.
  const { document } = parseHTML('<!doctype html><html><body></body></html>') as unknown as { document: never };
  const drawn: unknown = plot({ style: { background: 'none', color: paper.text, fontFamily: paper.font, fontSize: '11px' }, ...options, document });
  const { width, height } = options;
  return { element: withoutStyle((drawn as { outerHTML: string }).outerHTML), width, height };
}

/** What Plot writes into each chart for pages that show it; the figure says it once for all of them. */
function withoutStyle(element: string): string {
  return element.replace(/<style>[\s\S]*?<\/style>/g, '');
}
