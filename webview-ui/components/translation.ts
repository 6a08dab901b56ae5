// Injected before each panel's code by the build: gives `t` of @vscode/l10n the texts that the host has put into the page.
import { config } from '@vscode/l10n';

config({ contents: document.getElementById('translation')?.textContent ?? '{}' });
