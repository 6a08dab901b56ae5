import { CodeActionKind, CompletionItemKind, DiagnosticSeverity, TextDocumentSyncKind, type CodeAction, type CompletionItem, type Diagnostic, type Range, type ServerCapabilities } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Completion } from '../../engine/experimentFile/completions';
import type { TextRange } from '../../engine/experimentFile/experimentText';
import type { Fix, Problem, Severity } from '../../engine/experimentFile/problem';

/** What the server offers for experiment files; the client asks it for no others. */
export const experimentFileCapabilities: ServerCapabilities = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  hoverProvider: true,
  completionProvider: { triggerCharacters: ['"', ':', '/'] },
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export function toRange(document: TextDocument, { offset, length }: TextRange): Range {
  return { start: document.positionAt(offset), end: document.positionAt(offset + length) };
}

export function toDiagnostic(document: TextDocument, problem: Problem): Diagnostic {
  return { range: toRange(document, problem), severity: severities[problem.severity], code: problem.code, source: 'Lp Robustness', message: problem.message };
}

export function toCodeAction(document: TextDocument, problem: Problem, { title, changes, isPreferred }: Fix): CodeAction {
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [toDiagnostic(document, problem)],
    ...(isPreferred === true ? { isPreferred } : {}),
    edit: { documentChanges: [{ textDocument: { uri: document.uri, version: document.version }, edits: changes.map((change) => ({ range: toRange(document, change), newText: change.text })) }] },
  };
}

const completionKinds: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  dataset: CompletionItemKind.Module,
  suite: CompletionItemKind.EnumMember,
  class: CompletionItemKind.EnumMember,
  value: CompletionItemKind.Value,
};

export function toCompletionItem(document: TextDocument, { kind, label, detail, text, range }: Completion, index: number): CompletionItem {
  return {
    label,
    kind: completionKinds[kind],
    ...(detail === undefined ? {} : { detail }),
    filterText: text,
    // In our order, before what the schema knows.
    sortText: ` ${String(index).padStart(4, '0')}`,
    textEdit: { range: toRange(document, range), newText: text },
  };
}
