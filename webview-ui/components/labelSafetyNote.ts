import { t } from '@vscode/l10n';
import { css, html, nothing } from 'lit';
import type { Norm } from '../../src/protocol/norm';
import type { KnownSeparation } from '../../src/protocol/separationMessages';
import { labelSafety } from '../../src/robustness/classSeparation/labelSafety';
import { epsilonText, normName } from './figures';

export const labelSafetyStyle = css`
  .unsafe::before { content: '\\26A0\\FE0E\\00A0'; color: var(--vscode-editorWarning-foreground, currentColor); }
`;

/** Up to which epsilon class separation keeps labels safe in a norm, with a warning where `epsilon` is beyond it; nothing where that is not known. */
export function labelSafetyNote(norm: Norm, epsilon: number, known: readonly KnownSeparation[]): unknown {
  const measured = known.find((separation) => separation.norm === norm);
  if (measured === undefined) return nothing;
  const safety = labelSafety(norm, epsilon, measured.separation);
  if (safety.kind === 'undefined') return nothing;
  const between = measured.between.join(', ');
  const of = measured.sample ? t('{0}, a sample', between) : between;
  return safety.kind === 'guaranteed'
    ? html`<span>${t('Labels are safe below {0}: half the class separation in {1} ({2}).', epsilonText(safety.below), normName(norm), of)}</span>`
    : html`<span class="unsafe">${t('From {0} on, class separation in {1} ({2}) no longer guarantees the label.', epsilonText(safety.from), normName(norm), of)}</span>`;
}
