import { errorCatalogue } from './index';

const areas: readonly (readonly [string, string])[] = [
  ['1', 'Experiments and suites'],
  ['2', 'Models'],
  ['3', 'Data'],
  ['4', 'Backends and compute processes'],
  ['5', 'Runs on disk'],
  ['6', 'The editor and the command line'],
  ['7', 'Training'],
];

/** The text of docs/errors.md: every error of the catalogue by code, with what happened and what to do. */
export function errorDocs(): string {
  const definitions = [...errorCatalogue].sort((a, b) => a.code.localeCompare(b.code));
  const sections = areas.map(([digit, title]) => {
    const rows = definitions
      .filter(({ code }) => code.startsWith(`LPR-${digit}`))
      .map((definition) => {
        const { happened, action } = definition.describe();
        return `| ${definition.code} | ${cell(happened)} | ${cell(action)} |`;
      });
    return [`## ${title}`, '', '| Code | What happened | What to do |', '|---|---|---|', ...rows].join('\n');
  });
  const head = [
    '# Errors',
    '',
    'Every failure that a user can see has a code. A code never changes its meaning; it is the same in the editor, in the',
    'terminal and in the log. Words in angle brackets stand for what the message names. Made by `npm run docs:errors`.',
    '',
    'The command line ends with 0 when it did what was asked, with 2 when it could not, and with 130 when it was cancelled;',
    '`check` ends with 1 where it ran and a threshold is failed or undecided.',
  ].join('\n');
  return `${[head, ...sections].join('\n\n')}\n`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
