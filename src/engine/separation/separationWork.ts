import type { ComparisonSummary, NeighbourBlock, Neighbours, SeparationReport } from '../../protocol/separation';
import { histogramOf, quantilesOf, reportedPercents } from '../../robustness/classSeparation';

/** Comparisons of two images in a block: seconds of work for large data sets, thousands of images for small ones. */
const comparisonsPerBlock = 10_000_000;
const mostImagesPerBlock = 4096;
/** Bins of the histogram: enough for a panel to draw fewer from. */
const histogramBins = 500;

/** A separation while it is being found: its blocks and what they have found so far. */
export class SeparationWork {
  readonly blockCount: number;
  readonly #size: number;
  readonly #finished = new Set<number>();
  readonly #found: Neighbours;

  constructor(private readonly summary: ComparisonSummary) {
    const { images, candidates } = summary;
    const count = images.length;
    this.#size = Math.max(1, Math.min(mostImagesPerBlock, Math.floor(comparisonsPerBlock / candidates)));
    this.blockCount = Math.ceil(count / this.#size);
    this.#found = { distances: new Float64Array(count).fill(NaN), neighbours: new Uint32Array(count), labels: new Int32Array(count), neighbourLabels: new Int32Array(count) };
  }

  block(number: number): NeighbourBlock {
    const first = number * this.#size;
    return { first, count: Math.min(this.#size, this.summary.images.length - first) };
  }

  /** Takes a finished block in; false where it does not fit. */
  add(number: number, found: Neighbours): boolean {
    if (number >= this.blockCount) return false;
    const { first, count } = this.block(number);
    if (found.distances.length !== count) return false;
    this.#found.distances.set(found.distances, first);
    this.#found.neighbours.set(found.neighbours, first);
    this.#found.labels.set(found.labels, first);
    this.#found.neighbourLabels.set(found.neighbourLabels, first);
    this.#finished.add(number);
    return true;
  }

  /** Images whose neighbours are known. */
  get done(): number {
    return [...this.#finished].reduce((sum, number) => sum + this.block(number).count, 0);
  }

  blocksLeft(): number[] {
    return Array.from({ length: this.blockCount }, (_, number) => number).filter((number) => !this.#finished.has(number));
  }

  /** Nearest neighbours of the images, in the order of the summary's list. */
  get found(): Neighbours {
    return this.#found;
  }

  /** What was found, once every block is in. At least one image has a neighbour: a comparison of one class is never opened. */
  figures(between: SeparationReport['between']): Pick<SeparationReport, 'minimum' | 'pair' | 'pairClasses' | 'guaranteedBelow' | 'n' | 'candidates' | 'duplicates' | 'quantiles' | 'histogram' | 'shape'> {
    const { distances, neighbours, labels, neighbourLabels } = this.#found;
    const known = distances.filter((distance) => !Number.isNaN(distance));
    const minimum = known.reduce((least, distance) => Math.min(least, distance), Infinity);
    const place = distances.indexOf(minimum);
    const image = { index: this.summary.images[place] ?? 0, label: labels[place] ?? 0 };
    const neighbour = { index: neighbours[place] ?? 0, label: neighbourLabels[place] ?? 0 };
    // The candidates are of the first split of "train-test"; within one split the image that comes first stands first.
    const [first, second] = between === 'train-test' || neighbour.index < image.index ? [neighbour, image] : [image, neighbour];
    const className = (label: number): string => this.summary.classNames[label] ?? String(label);
    const quantiles = quantilesOf(known, reportedPercents.map((percent) => percent / 100));
    return {
      minimum,
      pair: [first.index, second.index],
      pairClasses: [className(first.label), className(second.label)],
      guaranteedBelow: minimum / 2,
      shape: this.summary.shape,
      n: known.length,
      candidates: this.summary.candidates,
      duplicates: known.filter((distance) => distance === 0).length,
      quantiles: Object.fromEntries(reportedPercents.map((percent, i) => [String(percent), quantiles[i] ?? NaN])),
      histogram: histogramOf(known, histogramBins),
    };
  }
}
