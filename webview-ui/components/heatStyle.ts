import { unsafeCSS } from 'lit';
import { heatColour, inkOn } from '../../src/protocol/reportText/heat';

const steps = 20;

/** One class a twentieth of the scale of shades: a page's policy lets no style stand at an element. */
export const heatStyle = unsafeCSS(Array.from({ length: steps + 1 }, (_, step) => `.h${step} { background: ${heatColour(step / steps)}; color: ${inkOn(step / steps)}; }`).join('\n'));

/** The class of a share in [0, 1]. */
export function heatStep(share: number): string {
  return `h${Math.round(share * steps)}`;
}
