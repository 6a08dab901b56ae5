// Writes docs/errors.md from the catalogue; a unit test holds the file to it.
import { writeFileSync } from 'node:fs';
import { errorDocs } from '../src/protocol/errors/errorDocs';

writeFileSync('docs/errors.md', errorDocs());
