import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The folder of the built pages, the only one that a panel may load from. */
export function pagesFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

/**
 * The document of a panel: the built script and style of that name, and nothing else. The policy lets only this script
 * run, by a nonce made for this document, and lets nothing be fetched. What VS Code has of the extension's texts in the
 * user's language stands in the page as data.
 */
export function webviewPage(webview: vscode.Webview, extensionUri: vscode.Uri, name: string, title: string): string {
  const nonce = randomBytes(16).toString('base64');
  const uri = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(pagesFolder(extensionUri), file)).toString();
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}; img-src data:; font-src ${webview.cspSource}`;
  return `<!doctype html>
<html lang="${vscode.l10n.bundle === undefined ? 'en' : vscode.env.language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <link rel="stylesheet" href="${uri(`${name}.css`)}">
  <title>${asText(title)}</title>
</head>
<body>
  <script type="application/json" id="translation">${translation()}</script>
  <lpr-${name}></lpr-${name}>
  <script nonce="${nonce}" src="${uri(`${name}.js`)}"></script>
</body>
</html>`;
}

/** The bundle of translated texts; no text in it can end the element that it stands in. */
function translation(): string {
  return JSON.stringify(vscode.l10n.bundle ?? {}).replaceAll('<', '\\u003c');
}

function asText(title: string): string {
  return title.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
