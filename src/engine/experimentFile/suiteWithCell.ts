import type { NoiseLaw } from '../../protocol/norm';
import type { Cell, Suite, SuiteFile, SuiteFileInput } from '../../protocol/suite';
import type { CellThreshold } from '../../protocol/threshold';

type CurveInput = NonNullable<SuiteFileInput['curves']>[number];

/** A suite as it would be written with one cell more among those that mCE_Lp averages over; defaults are left out. */
export function suiteWithCell(suite: SuiteFile | Suite, { norm, epsilon, sampling, unit }: CellThreshold): SuiteFileInput {
  const { name, curves, imperceptible } = 'cells' in suite ? writtenOut(suite) : asWritten(suite);
  const law = lawInput({ norm, sampling, unit });
  const own = curves.find((curve) => sameLaw(curve, law));
  const added = own === undefined ? [...curves, { ...law, epsilons: [epsilon] }] : curves.map((curve) => (curve === own ? { ...curve, epsilons: [...curve.epsilons, epsilon].sort((a, b) => a - b) } : curve));
  return { name, curves: added, ...(imperceptible.length === 0 ? {} : { imperceptible }) };
}

interface WrittenSuite {
  readonly name: string;
  readonly curves: readonly CurveInput[];
  readonly imperceptible: NonNullable<SuiteFileInput['imperceptible']>;
}

function asWritten({ name, curves, imperceptible }: SuiteFile): WrittenSuite {
  return {
    name,
    curves: curves.map(({ epsilons, ...law }) => ({ ...lawInput(law), epsilons })),
    imperceptible: imperceptible.map(({ epsilon, ...law }) => ({ ...lawInput(law), epsilon })),
  };
}

function writtenOut({ name, cells }: Suite): WrittenSuite {
  const curves: CurveInput[] = [];
  for (const cell of cells.filter(({ inMeanCorruptionError }) => inMeanCorruptionError)) {
    const law = lawInput(cell);
    const last = curves.at(-1);
    if (last !== undefined && sameLaw(last, law)) last.epsilons.push(cell.epsilon);
    else curves.push({ ...law, epsilons: [cell.epsilon] });
  }
  const imperceptible = cells.filter((cell) => cell.imperceptible).map((cell: Cell) => ({ ...lawInput(cell), epsilon: cell.epsilon }));
  return { name: `${name} with more`, curves, imperceptible };
}

type LawInput = Pick<CurveInput, 'norm' | 'sampling' | 'unit'>;

function lawInput({ norm, sampling, unit }: NoiseLaw): LawInput {
  return { norm, ...(sampling === 'sphere' && norm !== 'gaussian' ? { sampling } : {}), ...(unit === 'pixel' && norm === 0 ? { unit } : {}) };
}

function sameLaw(a: LawInput, b: LawInput): boolean {
  return a.norm === b.norm && a.sampling === b.sampling && a.unit === b.unit;
}
