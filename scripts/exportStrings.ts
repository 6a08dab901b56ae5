// `npm run l10n`: writes l10n/bundle.l10n.json from the sources; a unit test holds the file to them.
import { writeFileSync } from 'node:fs';
import { translatableStrings } from './translatableStrings';

writeFileSync('l10n/bundle.l10n.json', `${JSON.stringify(translatableStrings('.'), null, 2)}\n`);
