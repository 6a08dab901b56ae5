import { getNodePath, type JSONPath } from 'jsonc-parser';
import { normSchema, samplingSchema, type Norm, type Sampling } from '../../protocol/norm';
import { isSuiteName, suiteNames } from '../../robustness/suite/suite';
import { labelSafety } from '../../robustness/classSeparation';
import { lawText, normText, percent } from '../../protocol/reportText/figureText';
import { elementsOf, largestDistance, typicalLength } from './epsilonRange';
import type { ExperimentFacts } from './experimentFacts';
import { rangeOf, type ExperimentText, type TextRange } from './experimentText';

/** The smallest distances between classes that were found for the data, by norm. */
export type Separations = ReadonlyMap<number | 'inf', number>;

export interface HoverText extends TextRange {
  /** Markdown. */
  readonly markdown: string;
}

/**
 * What the pointer shows over an entry of an experiment file, with units and sources, as far as it depends on the model,
 * the data and the suite; what an entry is in general is said by the schema.
 */
export function hoverText(text: ExperimentText, offset: number, facts: ExperimentFacts, separations: Separations = new Map()): HoverText | undefined {
  const node = text.nodeAt(offset);
  if (node === undefined) return undefined;
  const path = getNodePath(node);
  const key = path.findLast((step) => typeof step === 'string');
  const lines = key === undefined ? undefined : linesOf(key, path, text, facts, separations);
  return lines === undefined || lines.length === 0 ? undefined : { ...rangeOf(node), markdown: lines.join('\n\n') };
}

function linesOf(key: string, path: JSONPath, text: ExperimentText, facts: ExperimentFacts, separations: Separations): string[] | undefined {
  switch (key) {
    case 'norm':
      return normLines(normOf(text, path), facts);
    case 'epsilon':
    case 'epsilons':
      return epsilonLines(text, path, facts, separations);
    case 'sampling':
      return samplingLines(samplingOf(text, path), normOf(text, path));
    case 'suite':
      return path.length === 1 || path[0] === 'tests' ? suiteLines(text.value(path), facts) : undefined;
    case 'draws':
      return drawsLines(text.value(path));
    case 'model':
    case 'path':
      return modelLines(facts);
    case 'data':
    case 'source':
      return dataLines(facts);
    case 'thresholds':
      return path.length === 1 ? thresholdsLines : undefined;
    case 'maximumError':
    case 'maximum':
      return maximumLines(text.value(path));
    default:
      return undefined;
  }
}

/** The entry's own norm: written in the same object. */
function normOf(text: ExperimentText, path: JSONPath): Norm | undefined {
  const owner = path.slice(0, path.findLastIndex((step) => typeof step === 'string'));
  return normSchema.safeParse(text.value([...owner, 'norm'])).data;
}

function samplingOf(text: ExperimentText, path: JSONPath): Sampling {
  const owner = path.slice(0, path.findLastIndex((step) => typeof step === 'string'));
  return samplingSchema.safeParse(text.value([...owner, 'sampling'])).data ?? 'ball';
}

function normLines(norm: Norm | undefined, { shape }: ExperimentFacts): string[] {
  if (norm === undefined) return [];
  if (norm === 'gaussian') return ['**Gaussian noise**: each channel element gets an independent normal value; epsilon is its standard deviation, in units of the image range [0, 1].'];
  const largest = shape === undefined ? undefined : largestDistance(norm, elementsOf(shape));
  const range = largest === undefined || shape === undefined ? [] : [`Two images of ${sizeText(shape)} are at most ${figure(largest)} apart in this norm.`];
  if (norm === 0) return ['**L0**: a fraction epsilon of the channel elements is replaced by other values.', ...range];
  if (norm === 'inf') return ['**Linf**: every channel element changes by at most epsilon, in units of the image range [0, 1].', ...range];
  const name = norm === 1 ? 'sum of the absolute changes' : norm === 2 ? 'Euclidean length of the change' : `(sum of |change|^${norm})^(1/${norm})`;
  return [`**L${norm}**: the ${name} over all channel elements is at most epsilon. Corruptions are uniform in that ball (Calafiore, Dabbene and Tempo 1998).`, ...range];
}

function epsilonLines(text: ExperimentText, path: JSONPath, facts: ExperimentFacts, separations: Separations): string[] {
  const norm = normOf(text, path);
  const epsilon = text.value(path);
  if (norm === undefined || typeof epsilon !== 'number' || !(epsilon > 0)) return [];
  const { shape } = facts;
  const sampling = samplingOf(text, path);
  const strength = { norm, epsilon, sampling };
  const unit = norm === 0 ? 'the fraction of channel elements that are replaced' : norm === 'gaussian' ? 'the standard deviation' : `the radius in the ${normText(norm)} norm`;
  const lines = [`**${lawText({ ...strength, unit: 'element' })}, epsilon ${epsilon}**: ${unit}.`];
  if (shape === undefined) return [...lines, "How strong that is depends on the image size, which the model's file does not tell."];
  const elements = elementsOf(shape);
  const replaced = norm === 0 ? `, ${Math.round(epsilon * elements)} of ${elements} elements` : '';
  const mean = Math.sqrt(typicalLength(strength, shape) ** 2 / elements);
  lines.push(`For images of ${sizeText(shape)}: L2 length about **${figure(typicalLength(strength, shape))}** before clipping${replaced}, which is ${figure(mean)} an element (root mean square).`);
  const largest = largestDistance(norm, elements);
  if (largest !== undefined && norm !== 0) lines.push(`${shareText(epsilon / largest)} of the largest distance of two images (${figure(largest)}).`);
  lines.push(...imperceptibleLine(norm, epsilon, facts), ...separationLine(norm, epsilon, separations));
  return lines;
}

function imperceptibleLine(norm: Norm, epsilon: number, { suite }: ExperimentFacts): string[] {
  const cells = suite !== undefined && 'value' in suite ? (suite.value.resolved?.cells ?? []) : [];
  const limit = cells.find((cell) => cell.imperceptible && cell.norm === norm)?.epsilon;
  if (limit === undefined) return [];
  return [epsilon <= limit ? `Within what the suite takes for imperceptible (up to ${limit}).` : `Above what the suite takes for imperceptible (up to ${limit}).`];
}

function separationLine(norm: Norm, epsilon: number, separations: Separations): string[] {
  const separation = typeof norm === 'number' || norm === 'inf' ? separations.get(norm) : undefined;
  if (separation === undefined) return [];
  const safety = labelSafety(norm, epsilon, separation);
  if (safety.kind === 'undefined') return [];
  return safety.kind === 'guaranteed'
    ? [`Label-safe: below half the class separation of these data, ${figure(safety.below)} (Yang et al. 2020).`]
    : [`From ${figure(safety.from)} on, half the class separation of these data, separation no longer guarantees the label (Yang et al. 2020).`];
}

function samplingLines(sampling: Sampling, norm: Norm | undefined): string[] {
  if (norm === 'gaussian') return ['A Gaussian has neither ball nor sphere.'];
  if (norm === 0) return [sampling === 'ball' ? '**ball**: replaced elements get uniform values.' : '**sphere**: replaced elements become 0 or 1.'];
  if (norm === 'inf') return [sampling === 'ball' ? '**ball**: each element changes by a uniform value within epsilon.' : '**sphere**: each element changes by exactly epsilon, up or down (the corners of the cube).'];
  return [sampling === 'ball' ? '**ball**: uniform in volume. At image size nearly all of it lies close to the sphere.' : '**sphere**: of length epsilon exactly (cone measure).'];
}

function suiteLines(written: unknown, { suite, shape }: ExperimentFacts): string[] {
  const description = typeof written === 'string' && isSuiteName(written) ? suiteNames.find(({ name }) => name === written)?.description : undefined;
  const lines = description === undefined ? [] : [`**${String(written)}**: ${description}.`];
  const resolved = suite !== undefined && 'value' in suite ? suite.value.resolved : undefined;
  if (resolved === undefined) return lines;
  const laws = new Map<string, number[]>();
  for (const cell of resolved.cells) laws.set(lawText(cell), [...(laws.get(lawText(cell)) ?? []), cell.epsilon]);
  const origin = { paper: "The paper's own epsilons (Siedel et al., VISAPP 2024).", equivalent: `For images of ${shape === undefined ? 'this size' : sizeText(shape)} the paper's CIFAR epsilons are scaled to the same L2 length an element.`, user: 'Your own epsilons, as they are.' }[resolved.origin];
  const rows = [...laws].map(([law, epsilons]) => `| ${law} | ${epsilons.join(', ')} |`);
  return [...lines, origin, ['| norm | epsilons |', '|---|---|', ...rows].join('\n')];
}

function drawsLines(draws: unknown): string[] {
  if (typeof draws !== 'number') return [];
  return [`Each image is corrupted ${draws === 1 ? 'once' : `${draws} times`} a cell. More draws narrow the interval where one image is sometimes right and sometimes wrong; they are a cluster, not more images (Korn and Graubard 1998).`];
}

function modelLines({ model, shape }: ExperimentFacts): string[] {
  if (model === undefined || 'error' in model) return [];
  const { classCount, description } = model.value;
  const parts = [shape === undefined ? undefined : `takes images of ${sizeText(shape)} (height x width x channels)`, classCount === undefined ? undefined : `tells ${classCount} classes apart`].filter((part) => part !== undefined);
  const names = description.classNames === undefined ? [] : [`Classes: ${description.classNames.slice(0, 20).map(plain).join(', ')}${description.classNames.length > 20 ? ', ...' : ''}.`];
  return parts.length === 0 ? names : [`The model ${parts.join(' and ')}.`, ...names];
}

function dataLines({ data }: ExperimentFacts): string[] {
  if (data === undefined || 'error' in data) return [];
  const { shape, counts, classNames, source } = data.value;
  const names = classNames.test ?? classNames.train;
  return [
    ...(shape === undefined || counts === undefined ? [] : [`**${source}**: images of ${sizeText(shape)}, ${counts.test.toLocaleString('en-GB')} for testing and ${counts.train.toLocaleString('en-GB')} for training; fetched once.`]),
    ...(names === undefined ? [] : [`Classes: ${names.slice(0, 20).map(plain).join(', ')}${names.length > 20 ? ', ...' : ''}.`]),
  ];
}

const thresholdsLines = ['What the figures are held to. A threshold is held when its whole 95 % interval is at most the maximum, failed when the whole interval is above, else undecided: the sample cannot give a verdict.'];

function maximumLines(value: unknown): string[] {
  return typeof value === 'number' ? [`At most ${Number((100 * value).toPrecision(12))} %. Held when the whole 95 % interval is at most that.`] : [];
}

export function sizeText({ height, width, channels }: { readonly height: number; readonly width: number; readonly channels: number }): string {
  return `${height} x ${width} x ${channels}`;
}

/** Three digits that count. */
function figure(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-GB', { maximumSignificantDigits: 3 });
}

function shareText(share: number): string {
  return share < 0.001 ? 'Less than 0.1 %' : percent(share);
}

/** A name from a file, so that Markdown shows it as it is. */
export function plain(name: string): string {
  return name.replace(/[\\`*_{}[\]()#+\-.!|<>&~]/g, '\\$&');
}
