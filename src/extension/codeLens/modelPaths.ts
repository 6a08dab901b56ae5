import path from 'node:path';

/** Folders that web servers commonly serve from the root of a project. */
const servedFolders = ['', 'public', 'static', 'src', 'dist', 'assets'];

/**
 * Where the model.json may lie that a path in source code names, the likeliest first: from the file's folder, from the
 * workspace folder, and for addresses from the folders that servers serve. None for a browser's own storage.
 *
 * @param written As it stands in the source.
 * @param folder Of the source file.
 */
export function modelFileCandidates(written: string, folder: string, workspaceFolder: string | undefined): string[] {
  const location = locationOf(written);
  if (location === undefined) return [];
  const { place, isServed } = location;
  if (path.isAbsolute(place) && !isServed) return [asModelFile(path.normalize(place))];
  const relative = place.replace(/^[/\\]+/, '');
  const roots = [...(isServed ? [] : [folder]), ...(workspaceFolder === undefined ? [] : servedFolders.map((served) => path.join(workspaceFolder, served))), folder];
  return [...new Set(roots.map((root) => asModelFile(path.resolve(root, relative))))];
}

/** Where a TensorFlow.js export of a model in another format usually lies: beside it, in a folder of its name. */
export function exportCandidates(written: string, folder: string, workspaceFolder: string | undefined): string[] {
  const location = locationOf(written);
  if (location === undefined) return [];
  const roots = path.isAbsolute(location.place) ? [''] : [folder, ...(workspaceFolder === undefined ? [] : [workspaceFolder])];
  const found = roots.flatMap((root) => {
    const file = path.resolve(root, location.place);
    const { dir, name } = path.parse(file);
    return [path.join(dir, name), path.join(dir, `${name}-tfjs`), path.join(dir, `${name}_tfjs`), path.join(dir, 'tfjs'), file];
  });
  return [...new Set(found)].map((each) => path.join(each, 'model.json'));
}

function locationOf(written: string): { place: string; isServed: boolean } | undefined {
  if (written.length > 1000 || written.includes('\0')) return undefined;
  const address = /^https?:\/\/[^/]+(\/[^?#]*)/i.exec(written)?.[1];
  if (address !== undefined) return { place: decoded(address), isServed: true };
  if (/^[a-z][a-z0-9+.-]+:/i.test(written) && !/^(file:|[a-z]:[\\/])/i.test(written)) return undefined;
  const place = decoded(written.replace(/^file:(\/\/)?/i, '')).replace(/^\/(?=[a-z]:)/i, '');
  return place.trim() === '' ? undefined : { place, isServed: /^\/(?!\/)/.test(place) && !written.startsWith('file:') };
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

function asModelFile(file: string): string {
  return file.endsWith('.json') ? file : path.join(file, 'model.json');
}
