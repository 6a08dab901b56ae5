import type { ImageShape } from '../../corruption';

export const operationNames = [
  'identity',
  'shearX',
  'shearY',
  'translateX',
  'translateY',
  'rotate',
  'brightness',
  'colour',
  'contrast',
  'sharpness',
  'posterize',
  'solarize',
  'autoContrast',
  'equalize',
] as const;

/** An operation on bytes, with the meaning that Pillow's has. */
export type OperationName = (typeof operationNames)[number];

/** The policies that draw from the table. */
export type PolicyName = 'trivialAugment' | 'randAugment' | 'augMix';

/** Strengths from the weakest to the strongest, evenly spaced. */
interface Strengths {
  readonly from: number;
  readonly to: number;
  /** What they are counted in, where it is not the operation's own unit. */
  readonly of?: 'width' | 'height';
  /** Whether they are rounded to whole numbers. */
  readonly whole?: true;
}

interface TableRow {
  /** Unit of the strengths, for people. */
  readonly unit: string;
  /** Whether a strength turns its sign with probability 1/2. */
  readonly isSigned: boolean;
  readonly ranges: Record<PolicyName, Strengths | 'none' | 'absent'>;
}

const upTo = (to: number, of?: 'width' | 'height'): Strengths => ({ from: 0, to, ...(of === undefined ? {} : { of }) });
const everywhere = (strengths: Strengths): TableRow['ranges'] => ({ trivialAugment: strengths, randAugment: strengths, augMix: strengths });
const shear: TableRow = { unit: 'tangent of the angle', isSigned: true, ranges: { trivialAugment: upTo(0.99), randAugment: upTo(0.3), augMix: upTo(0.3) } };
const translation = (of: 'width' | 'height'): TableRow => ({
  unit: 'pixels, rounded towards 0',
  isSigned: true,
  ranges: { trivialAugment: upTo(32), randAugment: upTo(150 / 331, of), augMix: upTo(1 / 3, of) },
});
const enhancement: TableRow = { unit: 'factor less 1', isSigned: true, ranges: { trivialAugment: upTo(0.99), randAugment: upTo(0.9), augMix: upTo(0.9) } };
const withoutStrength: TableRow = { unit: 'none', isSigned: false, ranges: { trivialAugment: 'none', randAugment: 'none', augMix: 'none' } };

/**
 * The operations' ranges: TrivialAugment's wide space (Müller and Hutter 2021), RandAugment's (Cubuk et al. 2020) and
 * AugMix's (Hendrycks et al. 2020), with the numbers of torchvision 0.20, which are those that Siedel et al. trained with.
 */
export const operationTable: Record<OperationName, TableRow> = {
  identity: { ...withoutStrength, ranges: { trivialAugment: 'none', randAugment: 'none', augMix: 'absent' } },
  shearX: shear,
  shearY: shear,
  translateX: translation('width'),
  translateY: translation('height'),
  rotate: { unit: 'degrees anticlockwise', isSigned: true, ranges: { trivialAugment: upTo(135), randAugment: upTo(30), augMix: upTo(30) } },
  brightness: enhancement,
  colour: enhancement,
  contrast: enhancement,
  sharpness: enhancement,
  posterize: {
    unit: 'bits kept',
    isSigned: false,
    ranges: {
      trivialAugment: { from: 8, to: 2, whole: true },
      randAugment: { from: 8, to: 4, whole: true },
      augMix: { from: 4, to: 0, whole: true },
    },
  },
  solarize: { unit: 'level from which on values are inverted', isSigned: false, ranges: everywhere({ from: 255, to: 0 }) },
  autoContrast: withoutStrength,
  equalize: withoutStrength,
};

/** How many strengths each policy's ranges are divided into. */
export const strengthBins: Record<PolicyName, number> = { trivialAugment: 31, randAugment: 31, augMix: 10 };

/** The operations that overlap with the common corruptions, which AugMix's authors leave out. */
export const overlappingOperations: readonly OperationName[] = ['brightness', 'colour', 'contrast', 'sharpness'];

/** The operations that a policy draws from, all equally likely. */
export const operationsOf = (policy: PolicyName): OperationName[] => operationNames.filter((name) => operationTable[name].ranges[policy] !== 'absent');

/** Strength of an operation for each bin of a policy, for images of a shape; undefined where it has none. */
export function strengthsOf(policy: PolicyName, operation: OperationName, shape: ImageShape): readonly number[] | undefined {
  const range = operationTable[operation].ranges[policy];
  if (range === 'none' || range === 'absent') return undefined;
  const unit = range.of === undefined ? 1 : shape[range.of];
  const bins = strengthBins[policy];
  const strengths = Array.from({ length: bins }, (_, bin) => (range.from + ((range.to - range.from) * bin) / (bins - 1)) * unit);
  return range.whole === true ? strengths.map(Math.round) : strengths;
}
