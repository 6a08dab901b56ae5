import { dataErrors, separationErrors } from '../../protocol/errors';
import type { Picture, PictureQuestion, PicturesQuestion } from '../../protocol/separation';
import { seededOrder } from '../../robustness/randomStream';
import type { ImageSource } from '../data/imageSource';
import { openSource } from '../data/openData';

/**
 * One image as it is stored, for people to look at; 16 bits become 8.
 * @throws LPR-345 where there is no such image, LPR-3xx where it cannot be read.
 */
export function readPicture({ location, split, image }: PictureQuestion): Promise<Picture> {
  const [place, data] = location.kind === 'dataset' ? [location.folder, location.name] : [location.path, location.path];
  return withSource(place, split, async (source) => {
    const last = source.labels.length - 1;
    if (image > last) throw separationErrors.noSuchImage({ data, split, image, last });
    return pictureOf(source, split, image);
  });
}

/** A seeded sample of images that have the size of its first. @throws LPR-3xx where one cannot be read */
export function samplePictures({ location, split, count, seed }: PicturesQuestion): Promise<Picture[]> {
  return withSource(location.kind === 'dataset' ? location.folder : location.path, split, async (source) => {
    const order = seededOrder(source.labels.length, seed, Math.min(count, source.labels.length));
    const pictures: Picture[] = [];
    for (const image of order) {
      const picture = await pictureOf(source, split, image);
      const first = pictures[0] ?? picture;
      if (picture.height === first.height && picture.width === first.width && picture.channels === first.channels) pictures.push(picture);
    }
    return pictures;
  });
}

async function withSource<T>(place: string, split: 'train' | 'test', work: (source: ImageSource) => Promise<T>): Promise<T> {
  const source = await openSource(place, split);
  try {
    if (source.labels.length === 0) throw dataErrors.noImages({ path: place, split });
    return await work(source);
  } finally {
    source.close();
  }
}

async function pictureOf(source: ImageSource, split: 'train' | 'test', image: number): Promise<Picture> {
  const { height, width, channels, samples, maximum } = await source.read(image);
  const label = source.labels[image] ?? 0;
  const bytes = Uint8Array.from(samples, (sample) => Math.round((sample * 255) / maximum));
  return { split, image, className: source.classNames?.[label] ?? String(label), height, width, channels, pixels: Buffer.from(bytes).toString('base64') };
}
