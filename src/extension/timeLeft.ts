import * as vscode from 'vscode';

/** "1 h 5 min left", "1 min 20 s left", "5 s left": two units at most, seconds rounded up to steps of five above ten. */
export function timeLeft(seconds: number): string {
  const rounded = seconds > 10 ? Math.ceil(seconds / 5) * 5 : Math.max(1, Math.ceil(seconds));
  const minutes = Math.floor(rounded / 60);
  return onOneLine(inWords(minutes, rounded % 60));
}

function inWords(minutes: number, seconds: number): string {
  if (minutes >= 60) return vscode.l10n.t('{0} h {1} min left', Math.floor(minutes / 60), minutes % 60);
  if (minutes > 0) return vscode.l10n.t('{0} min {1} s left', minutes, seconds);
  return vscode.l10n.t('{0} s left', seconds);
}

const onOneLine = (phrase: string) => phrase.replaceAll(' ', '\u00a0');
