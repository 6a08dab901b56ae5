import { createHash } from 'node:crypto';
import { experimentErrors, hostErrors } from '../../protocol/errors';
import type { CriticalEpsilonBlock, CriticalEpsilonReport, CriticalEpsilons } from '../../protocol/criticalEpsilon';
import type { NoiseLaw } from '../../protocol/norm';
import type { Experiment } from '../../protocol/run';
import { Evaluation } from '../evaluation';
import type { OpenedSubject } from '../evaluationSubject';
import { questionHash } from '../run/question';
import { criticalEpsilonCurve, type FoundImage } from './criticalEpsilonCurve';

/** Raised whenever a change can change a critical epsilon: a journal of an older version is then another question's. */
const criticalEpsilonVersion = '1';

/** The critical epsilons of an experiment while they are being found: its blocks and what they have found so far. */
export class CriticalEpsilonWork {
  /** The blocks of an evaluation of the same experiment that are under a norm: the same images, in the same batches. */
  readonly blocks: readonly CriticalEpsilonBlock[];
  /** SHA-256 of what decides the report's bytes. */
  readonly hash: string;
  readonly #found = new Map<number, CriticalEpsilons>();

  /** @throws LPR-104 where the suite has no cell under a norm. */
  constructor(
    private readonly experiment: Experiment,
    private readonly subject: OpenedSubject,
    private readonly halvings: number,
  ) {
    const { plan, question } = new Evaluation({ ...experiment, draws: 1 }, subject);
    this.blocks = Array.from({ length: plan.blockCount }, (_, number) => plan.block(number)).flatMap(({ law, strengths, ...block }) =>
      law === null || 'corruption' in law ? [] : [{ ...block, law, epsilons: strengths, halvings }],
    );
    if (this.blocks.length === 0) throw experimentErrors.emptySuite({ name: question.suite.name });
    this.hash = createHash('sha256').update(JSON.stringify([questionHash(question), halvings, criticalEpsilonVersion])).digest('hex');
  }

  /** Searches in all: one an image and law. */
  get total(): number {
    return this.blocks.reduce((sum, { images }) => sum + images.length, 0);
  }

  get done(): number {
    return [...this.#found.values()].reduce((sum, { epsilons }) => sum + epsilons.length, 0);
  }

  /** Numbers and contents of the blocks that are not finished, in order. */
  blocksLeft(): [number, CriticalEpsilonBlock][] {
    return [...this.blocks.entries()].filter(([number]) => !this.#found.has(number));
  }

  /** Takes a finished block in; false where it does not fit. */
  add(number: number, found: CriticalEpsilons): boolean {
    if (this.blocks[number]?.images.length !== found.epsilons.length) return false;
    this.#found.set(number, found);
    return true;
  }

  /** What was found, once every block is in. */
  report(): CriticalEpsilonReport {
    const { experiment, halvings } = this;
    const { backend, model, data } = this.subject;
    const laws = new Map<string, { law: NoiseLaw; epsilons: readonly number[]; images: FoundImage[] }>();
    for (const [number, { law, epsilons, images }] of this.blocks.entries()) {
      const found = this.#found.get(number);
      if (found === undefined) throw hostErrors.unexpected({ reason: 'a block was left out' });
      const key = JSON.stringify([law.norm, law.sampling, law.unit]);
      const curve = laws.get(key) ?? { law, epsilons, images: [] };
      laws.set(key, curve);
      for (const [i, image] of images.entries()) {
        curve.images.push({ image, label: data.labels[image] ?? 0, epsilon: found.epsilons[i] ?? NaN, predicted: found.predicted[i] ?? 0 });
      }
    }
    const ordered = [...laws.values()].map(({ images, ...curve }) => ({ ...curve, images: images.toSorted((a, b) => a.image - b.image) }));
    const images = ordered[0]?.images ?? [];
    return {
      kind: 'criticalEpsilon',
      format: 1,
      curves: ordered.map((curve) => criticalEpsilonCurve(curve.law, curve.epsilons, curve.images, data.classNames)),
      images: images.map(({ image }) => image),
      labels: images.map(({ label }) => label),
      confidenceLevel: 0.95,
      seed: experiment.seed,
      halvings,
      suite: typeof experiment.suite === 'string' ? experiment.suite : experiment.suite.name,
      backend: backend.name,
      model: { path: experiment.model.path, hash: model.hash },
      data: { source: experiment.data.source, split: experiment.split, hash: data.hash },
      question: this.hash,
    };
  }
}
