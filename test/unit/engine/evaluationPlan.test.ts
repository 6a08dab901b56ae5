import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchSizeFor } from '../../../src/engine/batchSize';
import { EvaluationPlan } from '../../../src/engine/evaluationPlan';
import { workerCount } from '../../../src/engine/pool/workerCount';
import type { EvaluationBlock } from '../../../src/protocol/computeMessages';
import type { Cell, Suite } from '../../../src/protocol/suite';

const cell = (norm: Cell['norm'], epsilon: number): Cell => ({ norm, epsilon, sampling: 'ball', unit: 'element', inMeanCorruptionError: true, imperceptible: false });
const common: Suite['common'] = ([1, 4] as const).map((severity) => ({ corruption: 'fog', severity }));
const suite: Suite = { name: 's', origin: 'user', common, cells: [cell(0, 0.1), cell(2, 0.5), cell(2, 1), cell('inf', 0.1), cell('inf', 0.2), cell('inf', 0.3)] };

const nameOf = ({ law }: EvaluationBlock): string => (law === null ? 'clean' : 'corruption' in law ? law.corruption : String(law.norm));

describe('evaluation plan', () => {
  it('covers every image, cell and draw exactly once', () => {
    const question = fc.record({
      count: fc.integer({ min: 1, max: 40 }),
      limit: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
      seed: fc.nat(),
      draws: fc.integer({ min: 1, max: 3 }),
      batchSize: fc.integer({ min: 1, max: 16 }),
    });
    fc.assert(
      fc.property(question, ({ limit, ...rest }) => {
        const plan = new EvaluationPlan({ suite, ...rest, ...(limit === undefined ? {} : { limit }) });
        const images = Math.min(rest.count, limit ?? rest.count);
        const seen = new Map<string, number>();
        let predictions = 0;
        for (let number = 0; number < plan.blockCount; number += 1) {
          const block = plan.block(number);
          expect(block.images.length).toBeLessThanOrEqual(rest.batchSize);
          predictions += plan.sizeOf(block);
          for (const image of block.images) {
            expect(image).toBeLessThan(rest.count);
            for (const strength of block.strengths) {
              const key = `${nameOf(block)} ${strength} ${block.draw} ${image}`;
              seen.set(key, (seen.get(key) ?? 0) + 1);
            }
          }
        }
        expect(new Set(seen.values())).toEqual(new Set([1]));
        expect(seen.size).toBe(images * (1 + (suite.cells.length + common.length) * rest.draws));
        expect(plan.total).toBe(predictions);
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  it('takes the clean images first, then law by law with all its strengths, one block of images after the other', () => {
    const plan = new EvaluationPlan({ suite, count: 5, seed: 1, draws: 2, batchSize: 3 });
    const blocks = Array.from({ length: plan.blockCount }, (_, number) => plan.block(number));
    const shape = ['clean 0', '0 0', '0 1', '2 0', '2 1', 'inf 0', 'inf 1', 'fog 0', 'fog 1'];
    expect(blocks.map((block) => `${nameOf(block)} ${block.draw}`)).toEqual([...shape, ...shape]);
    expect(blocks.map(({ images }) => images.length)).toEqual([...shape.map(() => 3), ...shape.map(() => 2)]);
    expect(blocks[3]?.strengths).toEqual([0.5, 1]);
    expect(blocks[7]?.strengths).toEqual([1, 4]);
  });

  it('takes a seeded sample of the split, not its beginning, and the same one for a larger limit', () => {
    const of = (limit: number): number[] => [...new EvaluationPlan({ suite, count: 1000, limit, seed: 5, draws: 1, batchSize: 8 }).images];
    expect(of(10)).not.toEqual([...Array(10).keys()]);
    expect(of(50).slice(0, 10)).toEqual(of(10));
  });
});

describe('batch size', () => {
  it.each([
    ['MNIST on a CPU', [28, 28, 1], false, 128],
    ['CIFAR on a CPU', [32, 32, 3], false, 128],
    ['TinyImageNet on a CPU', [64, 64, 3], false, 32],
    ['224 x 224 on a CPU', [224, 224, 3], false, 8],
    ['CIFAR on a GPU', [32, 32, 3], true, 512],
    ['224 x 224 on a GPU', [224, 224, 3], true, 32],
    ['a poster on a CPU', [4096, 4096, 3], false, 1],
  ] as const)('%s', (_, [height, width, channels], isGpu, expected) => {
    expect(batchSizeFor({ height, width, channels }, { isGpu })).toBe(expected);
  });
});

describe('worker count', () => {
  it('is one a core on a CPU, one on a GPU, as asked, and never more than there are blocks', () => {
    expect(workerCount(undefined, { isGpu: false }, 100, 6)).toBe(6);
    expect(workerCount(undefined, { isGpu: true }, 100, 6)).toBe(1);
    expect(workerCount(3, { isGpu: true }, 100, 6)).toBe(3);
    expect(workerCount(undefined, { isGpu: false }, 2, 6)).toBe(2);
    expect(workerCount(undefined, { isGpu: false }, 0, 6)).toBe(1);
  });
});
