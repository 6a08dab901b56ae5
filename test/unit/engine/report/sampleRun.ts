import type { BlockOutcomes } from '../../../../src/protocol/computeMessages';
import type { Cell } from '../../../../src/protocol/suite';
import type { Provenance } from '../../../../src/engine/report/buildReport';
import { Outcomes, type OutcomeBlock } from '../../../../src/engine/report/outcomes';
import { RandomStream } from '../../../../src/robustness/randomStream';

const law = { sampling: 'ball', unit: 'element' } as const;

/** Five cells under three laws: four count for mCE_Lp, two for iCE. */
export const cells: readonly Cell[] = [
  { norm: 0, epsilon: 0.02, ...law, inMeanCorruptionError: true, imperceptible: false },
  { norm: 0.5, epsilon: 2500, ...law, inMeanCorruptionError: false, imperceptible: true },
  { norm: 0.5, epsilon: 5000, ...law, inMeanCorruptionError: true, imperceptible: false },
  { norm: 'inf', epsilon: 0.01, ...law, inMeanCorruptionError: true, imperceptible: true },
  { norm: 'inf', epsilon: 0.2, ...law, inMeanCorruptionError: true, imperceptible: false },
];

/** 23 images of a split of 40, in a seeded order; two draws. */
export const draws = 2;
export const images = Uint32Array.from({ length: 23 }, (_, i) => (i * 7 + 3) % 40);
export const labels = Int32Array.from({ length: 40 }, (_, i) => (i * i) % 4);

export const provenance: Provenance = {
  seed: 42,
  suite: { name: 'sample', origin: 'user' },
  backend: { name: 'wasm', device: 'CPU, 1 thread', batchSize: 5, versions: { wasm: '4.22.0', tfjs: '4.22.0' } },
  model: { path: 'models/net/model.json', hash: 'a1', format: 'layers', input: { height: 28, width: 28, channels: 1 }, classCount: 4, weightCount: 12 },
  data: { source: 'mnist', split: 'test', hash: 'b2', count: 40, classNames: ['0', '1', '2', '3'] },
  versions: { engine: '1', sampler: '1' },
};

/** What the pretended model says of an image in a cell (0 = clean) and draw: a function of these alone. */
export function outcomeOf(cell: number, image: number, draw: number) {
  const stream = new RandomStream({ seed: cell, purpose: 'statistics', kind: 'choice', image, draw });
  const label = labels[image] ?? 0;
  const wrong = stream.nextUniform() < 0.2 + 0.1 * cell;
  return {
    label,
    predicted: wrong ? (label + 1) % 4 : label,
    confidence: Math.fround(0.25 + 0.75 * stream.nextUniform()),
    labelConfidence: Math.fround(stream.nextUniform()),
    realised: cell === 0 ? 0 : Math.fround((cells[cell - 1]?.epsilon ?? 0) * (0.5 + 0.5 * stream.nextUniform())),
  };
}

export interface AnsweredBlock {
  readonly block: OutcomeBlock;
  readonly outcomes: BlockOutcomes;
}

const lawNorm = (law: OutcomeBlock['law']): Cell['norm'] | undefined => (law !== null && 'norm' in law ? law.norm : undefined);

/** Every block of the run, five images each, as a compute process would answer it. */
export function answeredBlocks(): AnsweredBlock[] {
  const curves: { law: OutcomeBlock['law']; cells: number[] }[] = [{ law: null, cells: [0] }];
  cells.forEach(({ norm, sampling, unit }, index) => {
    const last = curves.at(-1);
    if (last !== undefined && lawNorm(last.law) === norm) last.cells.push(index + 1);
    else curves.push({ law: { norm, sampling, unit }, cells: [index + 1] });
  });
  const blocks: AnsweredBlock[] = [];
  for (let first = 0; first < images.length; first += 5) {
    const some = images.slice(first, first + 5);
    for (const curve of curves) {
      for (let draw = 0; draw < (curve.law === null ? 1 : draws); draw++) {
        const entries = curve.cells.flatMap((cell) => Array.from(some, (image) => outcomeOf(cell, image, draw)));
        blocks.push({
          block: { law: curve.law, strengths: curve.cells.map((cell) => cells[cell - 1]?.epsilon ?? 0), images: some, draw },
          outcomes: {
            predicted: Int32Array.from(entries, (entry) => entry.predicted),
            confidence: Float32Array.from(entries, (entry) => entry.confidence),
            labelConfidence: Float32Array.from(entries, (entry) => entry.labelConfidence),
            realised: Float64Array.from(entries, (entry) => entry.realised),
          },
        });
      }
    }
  }
  return blocks;
}

export function outcomesOf(blocks: readonly AnsweredBlock[]): Outcomes {
  const outcomes = new Outcomes({ cells, common: [], images, labels, draws });
  for (const { block, outcomes: answer } of blocks) outcomes.addBlock(block, answer);
  return outcomes;
}
