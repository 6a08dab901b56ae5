import type * as editorModule from './editor';
import { inTurns } from './inTurns';

/** What the editor rests on, in the order in which one needs the other: mostly the schemas of messages and files. */
const foundations = [
  () => import('../protocol/norm'),
  () => import('../protocol/errors'),
  () => import('../protocol/experiment'),
  () => import('../protocol/report'),
  () => import('../protocol/serverMessages'),
  () => import('../protocol/runListMessages'),
  () => import('../protocol/reportMessages'),
  () => import('../protocol/separationMessages'),
  () => import('../protocol/previewMessages'),
  () => import('../protocol/geometryMessages'),
  () => import('../protocol/comparisonMessages'),
  () => import('../protocol/criticalEpsilonMessages'),
  () => import('../protocol/transferMessages'),
];

/** Reads everything that the extension does once it is asked for something: dist/loadEditor.js is this and {@link editorModule}. */
export async function loadEditor(): Promise<typeof editorModule> {
  await inTurns(foundations);
  return import('./editor');
}
