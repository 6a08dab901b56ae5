import { dimensionOf, type ImageShape } from '../corruption';
import type { RandomStream } from '../randomStream';
import type { AugMix, Policy, RandAugment } from './augmentationDescription';
import { nextDirichlet } from './betaLaw';
import { fromBytes } from './grey';
import type { Interpolation } from './operations/affineMap';
import { applyOperation } from './operations/applyOperation';
import { operationsOf, operationTable, overlappingOperations, strengthsOf, type OperationName, type PolicyName } from './operations/operationTable';

/**
 * A policy, ready for images of one shape.
 *
 * @param image bytes; they are not kept
 * @param out receives the result in [0, 1]
 */
export type PolicyStage = (image: Uint8Array, stream: RandomStream, out: Float32Array) => void;

/** The stage of a policy, with the operations' ranges of operationTable. */
export function policyStage(policy: Policy, shape: ImageShape): PolicyStage {
  switch (policy.name) {
    case 'trivialAugment':
      return chainStage(new RandomOperation('trivialAugment', shape, 'nearest'), (strengths, stream) => stream.nextIndex(strengths), 1);
    case 'randAugment':
      return randAugmentStage(policy, shape);
    case 'augMix':
      return augMixStage(policy, shape);
  }
}

const randAugmentStage = ({ operations, magnitude }: RandAugment, shape: ImageShape): PolicyStage =>
  chainStage(new RandomOperation('randAugment', shape, 'nearest'), () => magnitude, operations);

/** Chooses the bin of a strength. */
type BinChoice = (bins: number, stream: RandomStream) => number;

interface Choice {
  readonly name: OperationName;
  readonly isSigned: boolean;
  readonly strengths: readonly number[] | undefined;
}

/** Operations drawn from a policy's table, each with a sign where it has one. */
class RandomOperation {
  readonly #shape: ImageShape;
  readonly #interpolation: Interpolation;
  readonly #choices: readonly Choice[];

  constructor(policy: PolicyName, shape: ImageShape, interpolation: Interpolation, without: readonly OperationName[] = []) {
    this.#shape = shape;
    this.#interpolation = interpolation;
    this.#choices = operationsOf(policy)
      .filter((name) => !without.includes(name))
      .map((name) => ({ name, isSigned: operationTable[name].isSigned, strengths: strengthsOf(policy, name, shape) }));
  }

  apply(image: Uint8Array, stream: RandomStream, chooseBin: BinChoice, out: Uint8Array): void {
    const { name, isSigned, strengths } = this.#choices[stream.nextIndex(this.#choices.length)] as Choice;
    const size = strengths === undefined ? 0 : (strengths[chooseBin(strengths.length, stream)] as number);
    const strength = isSigned && stream.nextWord() >>> 31 === 1 ? -size : size;
    applyOperation(name, strength, image, this.#shape, this.#interpolation, out);
  }
}

function chainStage(operation: RandomOperation, chooseBin: BinChoice, length: number): PolicyStage {
  let spare: Uint8Array | undefined;
  return (image, stream, out) => {
    spare ??= new Uint8Array(image.length);
    const result = runChain(operation, chooseBin, length, image, spare, stream);
    fromBytes(result, out);
  };
}

/** Applies operations one after another between two arrays, and returns the one that holds the result. */
function runChain(operation: RandomOperation, chooseBin: BinChoice, length: number, image: Uint8Array, spare: Uint8Array, stream: RandomStream): Uint8Array {
  let [from, to] = [image, spare];
  for (let i = 0; i < length; i++) {
    operation.apply(from, stream, chooseBin, to);
    [from, to] = [to, from];
  }
  return from;
}

/**
 * AugMix: m x + (1 - m) times a weighted mean of chains of operations, m from Beta(alpha, alpha), the weights from the
 * Dirichlet law, strengths uniform on the weakest `severity` of the table's. The sum is not rounded to bytes.
 */
function augMixStage({ severity, width, depth, alpha, allOperations }: AugMix, shape: ImageShape): PolicyStage {
  const operation = new RandomOperation('augMix', shape, 'bilinear', allOperations ? [] : overlappingOperations);
  const chain = new Uint8Array(dimensionOf(shape));
  const spare = new Uint8Array(dimensionOf(shape));
  return (image, stream, out) => {
    const [kept = 1, mixed = 0] = nextDirichlet(alpha, 2, stream);
    const weights = nextDirichlet(alpha, width, stream);
    for (let i = 0; i < out.length; i++) out[i] = (kept * (image[i] as number)) / 255;
    for (const weight of weights) {
      chain.set(image);
      const length = depth ?? 1 + stream.nextIndex(3);
      const result = runChain(operation, (_, choice) => choice.nextIndex(severity), length, chain, spare, stream);
      const share = (mixed * weight) / 255;
      for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) + share * (result[i] as number);
    }
    // Rounded weights may add up to a little more than 1.
    for (let i = 0; i < out.length; i++) if ((out[i] as number) > 1) out[i] = 1;
  };
}
