import type { TestedColumnModel, TestedStrategy, TransferReportInput } from '../../../../src/engine/transfer/buildTransferReport';
import type { ErrorsOfRun } from '../../../../src/engine/transfer/runErrors';
import { buildReport } from '../../../../src/engine/report/buildReport';
import { Outcomes } from '../../../../src/engine/report/outcomes';
import { commonCorruptionNames, severities } from '../../../../src/robustness/commonCorruption';
import type { Transfer } from '../../../../src/protocol/transfer';
import type { Cell } from '../../../../src/protocol/suite';
import { provenance } from '../report/sampleRun';

const law = { sampling: 'ball', unit: 'element' } as const;
const cells: readonly Cell[] = [
  { norm: 2, epsilon: 0.5, ...law, inMeanCorruptionError: true, imperceptible: true },
  { norm: 2, epsilon: 1, ...law, inMeanCorruptionError: true, imperceptible: false },
  { norm: 'inf', epsilon: 0.1, ...law, inMeanCorruptionError: true, imperceptible: false },
  { norm: 'inf', epsilon: 0.2, ...law, inMeanCorruptionError: false, imperceptible: false },
];
const common = commonCorruptionNames.flatMap((corruption) => severities.map((severity) => ({ corruption, severity })));

/** A run in which `wrong` says how many of the first images each cell gets wrong, the clean images first. */
export function runOf(images: number, wrong: readonly number[], part: 'lp' | 'common' = 'lp'): ErrorsOfRun {
  const indices = Uint32Array.from({ length: images }, (_, i) => i);
  const outcomes = new Outcomes({ cells: part === 'lp' ? cells : [], common: part === 'lp' ? [] : common, images: indices, labels: new Int32Array(images), draws: 1 });
  const report = buildReport(outcomes, { ...provenance, seed: 3 });
  return { report, images: indices, wrong: wrong.map((count) => Uint32Array.from(indices, (i) => Number(i < count))) };
}

export function modelOf(seed: number | null, lp: ErrorsOfRun, commonRun: ErrorsOfRun | null = null): TestedColumnModel {
  const name = seed === null ? 'own' : `t${seed}`;
  return {
    seed,
    model: `/w/.lp-robustness/trainings/${name}/model/model.json`,
    training: seed === null ? null : `/w/.lp-robustness/trainings/${name}`,
    runs: { lp: `/w/.lp-robustness/runs/${name}`, common: commonRun === null ? null : `/w/.lp-robustness/runs/${name}-common` },
    errors: { lp, common: commonRun },
  };
}

/** Strategies of existing models, by name; the first is the standard. */
export function inputOf(strategies: Readonly<Record<string, TestedStrategy>>, more: Partial<Transfer> = {}): TransferReportInput {
  return {
    transfer: {
      name: 'sample',
      data: { source: 'mnist', resize: false },
      strategies: Object.keys(strategies).map((name) => ({ name, sources: [{ kind: 'model', path: `/w/${name}/model.json`, description: {} }] })),
      standard: 0,
      tests: { suite: 'paper', limit: 100, commonLimit: null, seed: 3, draws: 1 },
      backend: 'wasm',
      threads: 1,
      ...more,
    },
    strategies: Object.values(strategies),
    identity: undefined,
    folder: '/w/.lp-robustness/transfers/sample',
  };
}
