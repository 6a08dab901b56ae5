import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import type { AugmentationRate } from './augmentation';
import { rate, type Comparison, type LeftOut, type Section } from './measurement';

/** Augmentation on one thread against torchvision on Pillow images, as a PyTorch data loader's worker runs it. */
export function augmentationSection(): Section {
  const reference = torchvisionRates();
  return {
    title: 'Augmentation for training',
    method:
      'CIFAR images a second on one thread, from bytes in memory to float32 in [0, 1], the fastest quarter of the batches. ' +
      'torchvision: the same transforms on Pillow images to tensors, one thread; C1 with the textbook sampler for each image. ' +
      'A training step of ResNet-8 handles some 1,000 to 3,000 images a second.',
    rows: ourRates().map(({ recipe, imagesPerSecond }): Comparison | LeftOut => {
      const other = reference?.get(recipe);
      const ours = rate(imagesPerSecond, 'images/s');
      if (other === undefined) return { what: recipe, ours, other: 'torchvision is not installed', ratio: null };
      return { what: recipe, ours, other: rate(other, 'images/s'), ratio: imagesPerSecond / other, goal: 1 };
    }),
  };
}

function ourRates(): readonly AugmentationRate[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lpr-bench-'));
  try {
    const outfile = path.join(folder, 'augmentation.cjs');
    buildSync({ entryPoints: ['test/bench/augmentation.ts'], bundle: true, platform: 'node', format: 'cjs', outfile });
    return JSON.parse(execFileSync(process.execPath, [outfile], { encoding: 'utf8' })) as AugmentationRate[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Images a second by recipe; undefined where no Python has torchvision. */
function torchvisionRates(): ReadonlyMap<string, number> | undefined {
  for (const python of [process.env['LPR_PYTHON'], 'python3']) {
    if (python === undefined || spawnSync(python, ['-c', 'import torchvision'], { stdio: 'ignore' }).status !== 0) continue;
    const output = execFileSync(python, [path.join('test', 'bench', 'augmentation.py')], { encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: '1' } });
    return new Map(Object.entries(JSON.parse(output) as Record<string, number>));
  }
  return undefined;
}
