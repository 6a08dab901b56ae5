// Finds the strings that a translation replaces. @vscode/l10n-dev would do it but for two things: it sees l10n.t(...)
// only, not a plain t(...), and it reads '\u00a0' as a line feed.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** A bundle as VS Code reads it: the English text by its key; where there is a comment for translators, both. */
export type Bundle = Record<string, string | { message: string; comment: string[] }>;

/** All strings of `vscode.l10n.t(...)` in the extension and of `t(...)` from @vscode/l10n in the panels, by their keys in order. */
export function translatableStrings(root: string): Bundle {
  const files = ['src/extension', 'webview-ui'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => path.join(root, folder, name)),
  );
  const found = files.flatMap((file) => stringsOf(file, readFileSync(file, 'utf8')));
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** The strings of one source text. @throws where one is put together, so that no translation would be found for it */
export function stringsOf(file: string, text: string): [key: string, entry: Bundle[string]][] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const name = importedName(source);
  const found: [string, Bundle[string]][] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isTranslation(node.expression, name)) found.push(...entriesOf(node.arguments[0], source));
    else if (ts.isTaggedTemplateExpression(node) && isTranslation(node.tag, name)) refuse(node, source);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** What the file calls the `t` of @vscode/l10n. */
function importedName(source: ts.SourceFile): string | undefined {
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier) || statement.moduleSpecifier.text !== '@vscode/l10n') continue;
    const names = statement.importClause?.namedBindings;
    if (names === undefined || !ts.isNamedImports(names)) continue;
    const specifier = names.elements.find((element) => (element.propertyName ?? element.name).text === 't');
    if (specifier !== undefined) return specifier.name.text;
  }
  return undefined;
}

function isTranslation(called: ts.Expression, name: string | undefined): boolean {
  if (ts.isIdentifier(called)) return called.text === name;
  if (!ts.isPropertyAccessExpression(called) || called.name.text !== 't') return false;
  const owner = called.expression;
  return (ts.isPropertyAccessExpression(owner) && owner.name.text === 'l10n') || (ts.isIdentifier(owner) && owner.text === 'l10n');
}

function entriesOf(argument: ts.Expression | undefined, source: ts.SourceFile): [string, Bundle[string]][] {
  if (argument === undefined) return [];
  if (ts.isStringLiteralLike(argument)) return [[argument.text, argument.text]];
  if (ts.isParenthesizedExpression(argument)) return entriesOf(argument.expression, source);
  if (ts.isConditionalExpression(argument)) return [...entriesOf(argument.whenTrue, source), ...entriesOf(argument.whenFalse, source)];
  if (!ts.isObjectLiteralExpression(argument)) return refuse(argument, source);
  const message = textsOf(argument, 'message', source).join('');
  const comment = textsOf(argument, 'comment', source);
  return [comment.length === 0 ? [message, message] : [`${message}/${comment.join('')}`, { message, comment }]];
}

/** The strings of a property, of which there may be a list. */
function textsOf(object: ts.ObjectLiteralExpression, name: string, source: ts.SourceFile): string[] {
  const property = object.properties.find((candidate) => candidate.name !== undefined && ts.isIdentifier(candidate.name) && candidate.name.text === name);
  if (property === undefined) return [];
  if (!ts.isPropertyAssignment(property)) return refuse(property, source);
  const values = ts.isArrayLiteralExpression(property.initializer) ? [...property.initializer.elements] : [property.initializer];
  return values.map((value) => (ts.isStringLiteralLike(value) ? value.text : refuse(value, source)));
}

function refuse(node: ts.Node, source: ts.SourceFile): never {
  const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
  throw new Error(`${source.fileName}:${line + 1}: what is translated must be one string literal, with {0} for what is put into it: ${node.getText(source)}`);
}
