import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { packagedExtension } from '../vscode/codeServer.mjs';

/** The .vsix of what is built. @throws where it is missing or older than the build, which would test something else */
export function freshPackage(): string {
  const vsix = packagedExtension();
  const built = path.resolve(import.meta.dirname, '../../dist/built');
  const isFresh = existsSync(vsix) && existsSync(built) && statSync(vsix).mtimeMs >= statSync(built).mtimeMs;
  if (!isFresh) throw new Error(`${path.basename(vsix)} is missing or older than the build: run npm run package first.`);
  return vsix;
}
