// The licences of everything that was bundled, told from esbuild's own record of what went in.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const licenceFile = /^(licen[cs]e|copying|notice)(\..*)?$/i;

/** The package folder that a bundled file belongs to, the innermost where packages nest. */
function packageFolder(file) {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file);
  return match?.[1];
}

/** One text with name, version, licence and licence texts of every package that the given builds took code from. */
export function thirdPartyLicences(metafiles) {
  const files = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const folders = [...new Set(files.map(packageFolder).filter((folder) => folder !== undefined))].sort();
  const sections = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const texts = readdirSync(folder).filter((file) => licenceFile.test(file)).map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
    const licence = typeof license === 'string' ? license : (license?.type ?? 'see the text');
    return [`${name} ${version} (${licence})`, ...texts].join('\n\n');
  });
  if (!existsSync('LICENSE')) throw new Error('The project has lost its own LICENSE.');
  return `Lp Robustness contains code of the packages below.\n\n${sections.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
