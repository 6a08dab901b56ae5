import type { Connection } from 'vscode-languageserver/node';
import { datasetNamed, isCached } from '../engine/dataset/fetchDataset';
import { imperceptibleFileOf, readImperceptible } from '../engine/imperceptible/imperceptibleFile';
import { selectImages } from '../engine/preview/previewSelection';
import { knownSeparations } from '../engine/separation/knownSeparations';
import { datasetNameSchema } from '../protocol/experiment';
import type { PreviewImage } from '../protocol/preview';
import { openPreviewRequest, previewImagesRequest, previewPredictionsRequest, previewProgressNotification } from '../protocol/previewRequests';
import type { RunProgress } from '../protocol/run';
import { answer, tell, type WorkInProgress } from './answer';
import type { PreviewKeeper } from './previewKeeper';
import { separationsFolderOf } from './separation';

/** Shows images and predicts them for the extension's preview panels. */
export function answerPreview(connection: Connection, work: WorkInProgress, keeper: PreviewKeeper): void {
  answer(connection, work, openPreviewRequest, async ({ workId, folder, subject, mayFetch }, signal) => {
    const named = datasetNameSchema.safeParse(subject.data);
    if (named.success && !mayFetch && !(await isCached(named.data))) {
      const { title, packedBytes } = datasetNamed(named.data);
      return { kind: 'absent' as const, title, bytes: packedBytes };
    }
    const onProgress = (progress: RunProgress) => tell(connection, previewProgressNotification, { workId, ...inWords(progress) });
    const { count, classNames, model, backend } = await keeper.open(subject, signal, onProgress);
    return {
      kind: 'opened' as const,
      count,
      classNames: classNames === undefined ? null : [...classNames],
      model: model === null ? null : { ...model, backend: backend ?? '' },
      separations: await knownSeparations(separationsFolderOf(folder), subject.data),
      imperceptible: await ownImperceptible(folder),
    };
  });

  answer(connection, work, previewImagesRequest, ({ subject, selection }, signal) =>
    keeper.ask(subject, signal, async (session) => {
      const { images, total, first } = selectImages(selection, session.opened.labels, subject);
      return { images: (await session.read(images, signal)).map(encoded), total, first };
    }),
  );

  answer(connection, work, previewPredictionsRequest, ({ subject, images, column, top }, signal) =>
    keeper.ask(subject, signal, async (session) => {
      const found = await session.predict({ images: Uint32Array.from(images), column, top }, signal);
      return { found: found.map((entry) => entry && { classes: [...entry.classes], confidences: [...entry.confidences] }) };
    }),
  );
}

/** What was chosen in the workspace by looking; a file that cannot be read is told by the command that writes it, not here. */
async function ownImperceptible(folder: string) {
  const { sets } = await readImperceptible(imperceptibleFileOf(folder)).catch((): { sets: [] } => ({ sets: [] }));
  return sets.flatMap(({ height, width, channels, strengths }) =>
    strengths.flatMap(({ norm, epsilon }) => (typeof epsilon === 'number' ? [{ height, width, channels, norm, epsilon }] : [])),
  );
}

function encoded(image: PreviewImage) {
  if ('error' in image) return image;
  const { values, ...head } = image;
  const encoding = values instanceof Uint8Array ? ('bytes' as const) : ('floats' as const);
  return { ...head, encoding, data: Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64') };
}

function inWords(progress: RunProgress): { message: string; fraction?: number } {
  if (progress.phase === 'evaluating') return { message: 'Opening' };
  if (progress.phase !== 'fetching') return { message: progress.message };
  const { message, doneBytes, totalBytes } = progress;
  return { message: `${message}: ${Math.round(doneBytes / 1e6)} MB`, ...(totalBytes === undefined || totalBytes === 0 ? {} : { fraction: Math.min(1, doneBytes / totalBytes) }) };
}
