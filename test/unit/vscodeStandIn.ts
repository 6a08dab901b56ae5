// What unit tests get as `vscode`, which exists in an extension host only: its texts, untranslated. Whatever else of the
// API is needed is tested in a real one (test/integration).
import { t } from '@vscode/l10n';

export const l10n = { t, bundle: undefined };
