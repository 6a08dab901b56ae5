import path from 'node:path';
import type { AugmentationChanges } from '../../protocol/augmentation';
import { trainingErrors } from '../../protocol/errors';
import type { SuiteFile } from '../../protocol/suite';
import { recipeSchema, type Training } from '../../protocol/training';
import { transferFileSchema, type Transfer, type TransferFile, type TransferSource } from '../../protocol/transfer';
import { transferName } from '../../protocol/transferNames';
import { readChecked } from '../experiment/checkedJson';
import { dataSource, suiteOf } from '../experiment/experimentFrom';
import { resolveSuite } from '../report/resolveSuite';
import { trainingFrom } from '../training/trainingFile';

/**
 * Reads and checks a transfer file. Relative paths in it start at its folder.
 * @throws LPR-101 where it cannot be read, LPR-102 with the place of what is wrong, and as {@link transferFrom}.
 */
export async function readTransfer(file: string): Promise<Transfer> {
  const absolute = path.resolve(file);
  return transferFrom(await readChecked(transferFileSchema, absolute), transferName(absolute), path.dirname(absolute));
}

/**
 * Fills in what a transfer file leaves open.
 * @throws LPR-301 for an unknown dataset, 103 to 106 for a suite that cannot be used, 713 for one without Lp corruptions,
 * 701, 702 and 704 for a recipe that cannot be trained.
 */
export async function transferFrom(file: TransferFile, name: string, folder: string): Promise<Transfer> {
  const { data, training, strategies, standard, tests, backend } = file;
  const { source, resize = false } = typeof data === 'string' ? { source: data } : data;
  const place = { source: await dataSource(source, folder), resize };
  const { suite, common, limit, seed, draws } = tests;
  return {
    name,
    data: place,
    strategies: await Promise.all(strategies.map(async (strategy) => ({ name: strategy.name, sources: await sourcesOf(strategy, file, folder) }))),
    standard: standard === undefined ? 0 : strategies.findIndex((strategy) => strategy.name === standard),
    tests: { suite: withNormsAlone(await suiteOf(suite, folder)), limit, commonLimit: common === false ? null : common === true ? 1000 : common.limit, seed, draws },
    backend,
    threads: training?.threads ?? 1,
    ...(training?.atOnce === undefined ? {} : { atOnce: training.atOnce }),
  };
}

async function sourcesOf(strategy: TransferFile['strategies'][number], file: TransferFile, folder: string): Promise<TransferSource[]> {
  if ('model' in strategy) {
    const { path: model, ...description } = typeof strategy.model === 'string' ? { path: strategy.model } : strategy.model;
    return [{ kind: 'model', path: path.resolve(folder, model), description }];
  }
  return Promise.all(strategy.seeds.map(async (seed) => ({ kind: 'training', seed, training: await trainingOf(strategy, seed, file, folder) })));
}

/** The very training that a training file with these settings asks for, so that each finds the other's model. */
function trainingOf({ augmentation }: { readonly augmentation: AugmentationChanges }, seed: number, { training, data, backend }: TransferFile, folder: string): Promise<Training> {
  if (training === undefined) throw trainingErrors.noModel({ given: 'neither' });
  const { architecture, model, initialWeights } = training;
  const recipe = recipeSchema.parse({ ...training, augmentation: { ...training.augmentation, ...augmentation }, seed });
  return trainingFrom({ architecture, model, initialWeights, data, backend, ...recipe }, folder);
}

/** A suite whose common corruptions are left out: they have a test of their own. @throws LPR-103 to 106, 713 where nothing is left for the rows */
export function withNormsAlone(suite: string | SuiteFile): string | SuiteFile {
  const { name, cells } = resolveSuite(suite, { height: 1, width: 1, channels: 1 });
  if (!cells.some(({ inMeanCorruptionError }) => inMeanCorruptionError)) throw trainingErrors.noNormsToTest({ suite: name });
  return typeof suite === 'string' ? suite : { ...suite, common: [] };
}
