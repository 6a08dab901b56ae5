import { t } from '@vscode/l10n';
import { css, html, type TemplateResult } from 'lit';
import type { Reply } from './asked';

/** A view stands in the report's page, which has its own margins. */
export const viewStyle = css`:host { padding: 0; margin: 0; max-width: none; } .choices { margin-top: 0; }`;

export const noticeStyle = css`
  .notice { border-left: 3px solid var(--vscode-errorForeground); padding: 0.5rem 0.75rem; background: var(--vscode-textBlockQuote-background, transparent); overflow-wrap: anywhere; }
  .notice p { margin: 0 0 0.25rem; }
`;

/** What to show while an answer is waited for, or where there is none; undefined once it is known. */
export function replyNotice(reply: Reply<unknown>): TemplateResult | undefined {
  switch (reply.kind) {
    case 'none':
    case 'waiting':
      return html`<p role="status">${t('Reading the outcomes of the run')}</p>`;
    case 'failed':
      return html`<div class="notice" role="alert"><p>${reply.error.happened} (${reply.error.code})</p><p>${reply.error.action}</p></div>`;
    case 'known':
      return undefined;
  }
}
