import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { backendErrors } from '../../../protocol/errors';
import type { Recipe } from './installation';
import { npmInstall, removeSourceMaps } from './npmInstall';

const packages = { '@tensorflow/tfjs': '4.22.0', '@tensorflow/tfjs-backend-webgpu': '4.22.0', webgpu: '0.6.2' };

/** tfjs-backend-webgpu on Dawn for Node, whose package brings its binaries for every platform. */
export const webgpuRecipe: Recipe = {
  steps: 1,
  needed: 700e6,
  run: async (installation) => {
    installation.step('Fetching Dawn and the WebGPU backend');
    await npmInstall(installation, packages);
    await removeSourceMaps(installation);
    const binaries = path.join(installation.staging, 'node_modules', 'webgpu', 'dist');
    const own = `${process.platform}-${process.platform === 'darwin' ? 'universal' : process.arch}`;
    if (!existsSync(path.join(binaries, own))) {
      const platform = `${process.platform} ${process.arch}`;
      throw backendErrors.noInstallWay({ backend: 'webgpu', platform, reason: 'Dawn is not built for this platform' });
    }
    for (const name of await readdir(binaries)) {
      if (name !== own) await rm(path.join(binaries, name), { recursive: true });
    }
    return `webgpu ${packages.webgpu}`;
  },
};
