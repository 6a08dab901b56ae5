import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';

/** What the images of the page are: made by a formula, all of one shape. */
export interface PreviewPageOptions {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly count: number;
  /** A stand-in for a model that answers at once, with made-up classes; without it there are images alone. */
  readonly model?: boolean;
}

const built = path.resolve(import.meta.dirname, '../../dist/webview');

/** The byte of an image: what {@link openPreviewPage} shows, for who wants to work it out again. */
export const madeByte = (image: number, i: number): number => (i * 131 + image * 29 + (i >> 7) * 17) & 255;

/**
 * Opens the built page of the preview panel in a browser without an editor around it: a stand-in for the extension gives
 * it images. `window.puts` counts the pictures that were put into cells of the grid, with the time of the first and the last
 * since `window.began`, which an input event sets to its own time.
 */
export async function openPreviewPage(page: Page, options: PreviewPageOptions): Promise<void> {
  await page.goto('about:blank'); // a window of its own: an element is defined once in each
  await page.setContent('<!doctype html><html><body><script type="application/json" id="translation">{}</script><lpr-preview></lpr-preview></body></html>');
  await page.addStyleTag({ content: readFileSync(path.join(built, 'preview.css'), 'utf8') });
  await page.addScriptTag({ content: standIn(options) });
  await page.addScriptTag({ content: readFileSync(path.join(built, 'preview.js'), 'utf8') });
  await page.locator('lpr-preview-grid td canvas').last().waitFor();
}

function standIn({ height, width, channels, count, model = false }: PreviewPageOptions): string {
  const shape = JSON.stringify({ height, width, channels });
  const opened = { count, classNames: ['even', 'odd'], model: model ? { input: { height, width, channels }, classCount: 2, backend: 'none' } : null, separations: [], imperceptible: [] };
  return `
    const shape = ${shape};
    const size = shape.height * shape.width * shape.channels;
    const madeByte = ${madeByte.toString()};
    const toPage = (message) => window.postMessage(message, '*');
    const subject = { data: '/made', split: 'test', model: ${model ? "'/model/model.json'" : 'null'}, resize: false, backend: 'auto' };
    const answers = {
      ready: () => toPage({ kind: 'opened', subject, dataName: 'made', modelName: ${model ? "'model'" : 'null'}, opened: ${JSON.stringify(opened)}, start: {}, startId: 'one' }),
      images: ({ id, selection }) => {
        const first = selection.kind === 'page' ? selection.first : 0;
        const chosen = selection.kind === 'page' ? Array.from({ length: Math.min(selection.count, ${count} - first) }, (_, i) => first + i) : selection.images;
        const images = chosen.map((image) => ({ image, label: image % 2, shape, values: Uint8Array.from({ length: size }, (_, i) => madeByte(image, i)) }));
        toPage({ kind: 'images', id, images, total: ${count}, first });
      },
      predict: ({ id, images, columns }) => columns.forEach((_, column) => toPage({ kind: 'predictions', id, column, found: images.map(() => ({ classes: [column % 2, 1], confidences: [0.75, 0.25] })) })),
    };
    window.acquireVsCodeApi = () => ({ postMessage: (message) => answers[message.kind]?.(message), getState: () => undefined, setState: () => undefined });
    window.began = 0;
    window.puts = { count: 0, first: 0, last: 0 };
    window.addEventListener('input', (event) => {
      window.began = event.timeStamp;
      window.puts = { count: 0, first: 0, last: 0 };
    }, true);
    const put = CanvasRenderingContext2D.prototype.putImageData;
    CanvasRenderingContext2D.prototype.putImageData = function (...args) {
      put.apply(this, args);
      // Those of the originals and of the cell that is looked at closely do not count.
      if (!/^\\d+ \\d+$/.test(this.canvas.dataset.cell ?? '')) return;
      const time = performance.now() - window.began;
      if (window.puts.count === 0) window.puts.first = time;
      window.puts.last = time;
      window.puts.count += 1;
    };
  `;
}
