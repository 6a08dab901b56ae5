import { existsSync } from 'node:fs';
import path from 'node:path';

/** The built compute program: beside the bundle that this file is part of, or in `dist` of the checkout it runs from. */
export function computeProgram(): string {
  const beside = path.join(__dirname, 'compute.js');
  return existsSync(beside) ? beside : path.resolve(__dirname, '../../../dist/compute.js');
}
