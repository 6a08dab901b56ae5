import path from 'node:path';

/** A path as a file in `folder` writes it: from there on, with slashes on every system. */
export function writtenPath(folder: string, place: string): string {
  return path.isAbsolute(place) ? path.relative(folder, place).split(path.sep).join('/') : place;
}

/** Data likewise: a dataset's name stays as it is, and a folder beside the file begins with `./`, so that it is not taken for one. */
export function writtenData(folder: string, data: string): string {
  if (!path.isAbsolute(data)) return data;
  const written = writtenPath(folder, data);
  return /[\\/]/.test(written) ? written : `./${written}`;
}
