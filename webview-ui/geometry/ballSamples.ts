import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Sampling } from '../../src/protocol/norm';
import { drawUnitSample, writeCorruption } from '../../src/robustness/corruption';
import type { RadialNorm } from '../../src/robustness/geometry/moments';
import { normName } from '../components/figures';
import { onThemeChange, themeColours } from '../components/themeColours';

const points = 1200;
const side = 440;
/** Radius of the ball around (0.5, 0.5). */
const radius = 0.5;

/** Samples of a ball or sphere in two dimensions, by the sampler that evaluations use: not clipped, to see the ball's shape. */
export function samplePoints(norm: RadialNorm, sampling: Sampling, seed: number): { readonly x: number; readonly y: number }[] {
  const values = new Float32Array(2);
  const law = { norm, sampling, unit: 'element' } as const;
  return Array.from({ length: points }, (_, draw) => {
    writeCorruption(drawUnitSample(law, { height: 1, width: 2, channels: 1 }, { seed, purpose: 'evaluation', image: 0, draw }), radius, values);
    return { x: 0.5 + (values[0] ?? 0), y: 0.5 + (values[1] ?? 0) };
  });
}

/** A scatter plot of such samples. */
@customElement('lpr-ball-samples')
export class BallSamples extends LitElement {
  static override styles = css`
    :host { display: block; min-width: 0; }
    canvas { display: block; width: 100%; aspect-ratio: 1; border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border, transparent))); border-radius: 4px; }
    figure { margin: 0; }
    figcaption { margin-top: 0.25rem; }
  `;

  @property({ attribute: false }) norm: RadialNorm = 2;
  @property() sampling: Sampling = 'ball';
  @property({ attribute: false }) seed = 1;

  constructor() {
    super();
    onThemeChange(this);
  }

  override render(): unknown {
    const name = normName(this.norm);
    const caption = this.sampling === 'ball' ? t('{0}, in the ball', name) : this.norm === 'inf' ? t('{0}, corners', name) : t('{0}, on the sphere', name);
    return html`<figure><canvas width=${side} height=${side} role="img" aria-label=${t('{0} samples of {1} in two dimensions', points, caption)}></canvas><figcaption>${caption}</figcaption></figure>`;
  }

  override updated(): void {
    const context = this.renderRoot.querySelector('canvas')?.getContext('2d');
    if (context === null || context === undefined) return;
    const { line } = themeColours();
    context.clearRect(0, 0, side, side);
    context.fillStyle = line;
    // The ball spans the unit square: a little air around it.
    const at = (value: number): number => side * (0.06 + 0.88 * value);
    for (const { x, y } of samplePoints(this.norm, this.sampling, this.seed)) {
      context.beginPath();
      context.arc(at(x), at(1 - y), 2, 0, 2 * Math.PI);
      context.fill();
    }
  }
}
