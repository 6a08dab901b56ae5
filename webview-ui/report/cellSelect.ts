import { t } from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { Report } from '../../src/protocol/report';
import type { CellChoice } from '../../src/protocol/reportDetails';
import { cellName, everyCell } from '../../src/protocol/reportText/reportCells';

/** What a choice of a cell is called, in the user's language. */
export function choiceName(report: Report, choice: CellChoice): string {
  if (choice === 'clean') return t('Clean images');
  if (choice === 'mean') return t('Mean over the cells of mCE_Lp');
  return cellName(report, choice);
}

/** A choice as it was left, where the report has it; else the one to begin with. */
export function readChoice<C extends CellChoice>(report: Report, saved: string | undefined, special: readonly C[], otherwise: C | number): C | number {
  const named = special.find((choice) => choice === saved);
  if (named !== undefined) return named;
  const cell = Number(saved);
  return saved !== undefined && Number.isInteger(cell) && cell >= 0 && cell < everyCell(report).length ? cell : otherwise;
}

/** The cells of a report to choose from, after those of no cell. */
export function cellSelect(report: Report, special: readonly CellChoice[], selected: CellChoice, choose: (choice: string) => void): TemplateResult {
  const choices: readonly CellChoice[] = [...special, ...everyCell(report).keys()];
  const chosen = (event: Event): void => {
    if (event.target instanceof HTMLSelectElement) choose(event.target.value);
  };
  return html`
    <label>
      ${t('Corruption')}
      <select @change=${chosen}>
        ${choices.map((choice) => html`<option value=${String(choice)} ?selected=${choice === selected}>${choiceName(report, choice)}</option>`)}
      </select>
    </label>
  `;
}
