import { createHash } from 'node:crypto';
import { hostErrors, separationErrors } from '../../protocol/errors';
import { splitsOf, type ComparisonQuestion, type ComparisonSummary, type NeighbourBlock, type Neighbours } from '../../protocol/separation';
import { neighbourSearch, type NeighbourSearch } from '../../robustness/classSeparation';
import { dimensionOf } from '../../robustness/corruption';
import { seededOrder } from '../../robustness/randomStream';
import { openSource } from '../data/openData';
import type { ImageSource } from '../data/imageSource';
import type { CancellationCheck } from '../corruptBatch';
import { emptyElements, formOf, writeStored, type StoredForm } from './storedForm';

/** Milliseconds of work between two looks at the channel. */
const lookEvery = 50;
const gigabyte = 1 << 30;
/** Candidates are held in memory, up to this. */
const maximumBytes = 2 * gigabyte;

/** Some images of a split, with classes that both splits of a comparison number alike. */
interface ComparedImages {
  readonly source: ImageSource;
  readonly images: Uint32Array;
  /** Of every image of the split. */
  readonly labels: Int32Array;
}

/** Two splits (or one and itself) whose images are compared. The candidates are read into memory with the first block. */
export class Comparison {
  #search: Promise<NeighbourSearch> | undefined;

  private constructor(
    readonly summary: ComparisonSummary,
    private readonly question: ComparisonQuestion,
    private readonly images: ComparedImages,
    private readonly candidates: ComparedImages,
    private readonly form: StoredForm,
  ) {}

  /** @throws LPR-3xx where images cannot be read, LPR-340 where no two labels differ, LPR-342 to 344. */
  static async open(question: ComparisonQuestion): Promise<Comparison> {
    const { location, between, limit, seed } = question;
    const [place, data] = location.kind === 'dataset' ? [location.folder, location.name] : [location.path, location.path];
    const wanted = splitsOf(between);
    const candidateSource = await openSource(place, wanted.candidates);
    const imageSource = wanted.images === wanted.candidates ? candidateSource : await openSource(place, wanted.images);
    if (imageSource !== candidateSource && imageSource.labelsFrom === candidateSource.labelsFrom) throw separationErrors.sameSplit({ data });
    const classes = new SharedClasses();
    const candidates = classes.number(candidateSource, limit, seed);
    const images = imageSource === candidateSource ? candidates : classes.number(imageSource, limit, seed);
    if (!labelsDiffer(images, candidates)) throw separationErrors.oneClass({ data, between });
    let form = await formOf(candidateSource, candidates.images, undefined);
    if (images !== candidates) form = await formOf(imageSource, images.images, form);
    if (form === undefined) throw separationErrors.oneClass({ data, between });
    const bytes = candidates.images.length * dimensionOf(form.shape) * (form.levels === 255 ? 1 : 2);
    if (bytes > maximumBytes) throw separationErrors.comparisonTooLarge({ data, gigabytes: (bytes / gigabyte).toFixed(1), limit: String(maximumBytes / gigabyte) });
    const summary: ComparisonSummary = {
      hash: question.hash ? await hashOf(images, candidates) : '',
      images: images.images,
      candidates: candidates.images.length,
      shape: form.shape,
      classNames: classes.names,
    };
    return new Comparison(summary, question, images, candidates, form);
  }

  /** @throws LPR-601 when `isCancelled` says so between two images, LPR-3xx where an image cannot be read. */
  async neighbours({ first, count }: NeighbourBlock, isCancelled: CancellationCheck): Promise<Neighbours> {
    this.#search ??= this.#prepare();
    const search = await this.#search;
    const { source, labels } = this.images;
    const elements = emptyElements(dimensionOf(this.form.shape), this.form);
    const found = { distances: new Float64Array(count), neighbours: new Uint32Array(count), labels: new Int32Array(count), neighbourLabels: new Int32Array(count) };
    let looked = performance.now();
    for (const [i, image] of this.images.images.subarray(first, first + count).entries()) {
      writeStored(await source.read(image), this.form, elements, 0);
      const label = labels[image] ?? 0;
      const nearest = search.nearest(elements, label);
      const neighbour = nearest === undefined ? 0 : (this.candidates.images[nearest.image] ?? 0);
      found.distances[i] = nearest?.distance ?? NaN;
      found.neighbours[i] = neighbour;
      found.labels[i] = label;
      found.neighbourLabels[i] = nearest === undefined ? 0 : (this.candidates.labels[neighbour] ?? 0);
      if (performance.now() - looked < lookEvery) continue;
      if (await isCancelled()) throw hostErrors.cancelled({});
      looked = performance.now();
    }
    return found;
  }

  async #prepare(): Promise<NeighbourSearch> {
    const { source, images, labels } = this.candidates;
    const dimension = dimensionOf(this.form.shape);
    const elements = emptyElements(images.length * dimension, this.form);
    for (const [i, image] of images.entries()) writeStored(await source.read(image), this.form, elements, i * dimension);
    return neighbourSearch(this.question.norm, { ...this.form, elements, labels: Int32Array.from(images, (image) => labels[image] ?? 0) });
  }
}

/** Classes as both splits count them: folders by their names, since a split may lack one; files by their numbers. */
class SharedClasses {
  readonly #names: string[] = [];

  get names(): readonly string[] {
    return this.#names;
  }

  number(source: ImageSource, limit: number | null, seed: number): ComparedImages {
    const labels = source.labels.map((label) => {
      const name = source.classNames?.[label] ?? String(label);
      if (!source.classesByName) {
        this.#names[label] = name;
        return label;
      }
      const known = this.#names.indexOf(name);
      return known >= 0 ? known : this.#names.push(name) - 1;
    });
    const count = labels.length;
    const images = limit === null ? Uint32Array.from(labels.keys()) : seededOrder(count, seed, Math.min(limit, count)).sort();
    return { source, images, labels };
  }
}

function labelsDiffer(some: ComparedImages, others: ComparedImages): boolean {
  const labelsOf = ({ images, labels }: ComparedImages): Set<number | undefined> => new Set(Array.from(images, (image) => labels[image]));
  return new Set([...labelsOf(some), ...labelsOf(others)]).size > 1 && labelsOf(some).size > 0 && labelsOf(others).size > 0;
}

async function hashOf(images: ComparedImages, candidates: ComparedImages): Promise<string> {
  const own = await candidates.source.hash(() => undefined);
  if (images === candidates) return own;
  return createHash('sha256').update(own).update(await images.source.hash(() => undefined)).digest('hex');
}
