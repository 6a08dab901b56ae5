import * as vscode from 'vscode';

const units = [
  [365 * 86_400, vscode.l10n.t('1 year ago'), (count: number) => vscode.l10n.t('{0} years ago', count)],
  [30 * 86_400, vscode.l10n.t('1 month ago'), (count: number) => vscode.l10n.t('{0} months ago', count)],
  [86_400, vscode.l10n.t('1 day ago'), (count: number) => vscode.l10n.t('{0} days ago', count)],
  [3600, vscode.l10n.t('1 hour ago'), (count: number) => vscode.l10n.t('{0} hours ago', count)],
  [60, vscode.l10n.t('1 minute ago'), (count: number) => vscode.l10n.t('{0} minutes ago', count)],
] as const;

/** "3 days ago", "1 hour ago": one unit, rounded down; "just now" below a minute and for times to come. */
export function age(seconds: number): string {
  const unit = units.find(([length]) => seconds >= length);
  if (unit === undefined) return vscode.l10n.t('just now');
  const [length, one, many] = unit;
  const count = Math.floor(seconds / length);
  return count === 1 ? one : many(count);
}
