import { mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { backendErrors, LprError } from '../../../protocol/errors';
import type { Installation, Recipe } from './installation';
import { npmInstall, npmRunInstallScript, removeSourceMaps } from './npmInstall';
import { pipDownload } from './pipDownload';
import { runTool } from './runTool';
import { findCompiler, findPip, type Tool } from './toolchain';
import { unpackWheel, wheelRequirements } from './unpackWheel';

export const tfjsNodeVersion = '4.22.0';
const nodeApiHeadersVersion = '1.9.0';

/** A Python wheel that holds libtensorflow: newer, faster and easier to come by than the one tfjs-node asks for. */
interface LibtensorflowWheel {
  readonly requirement: string;
  readonly wheelBytes: number;
  readonly unpackedBytes: number;
  /** The extra under which the wheel names the CUDA libraries that it loads. */
  readonly cudaExtra?: string;
}

const wheels = {
  'tfjs-node': { requirement: 'tensorflow-cpu==2.21.0', wheelBytes: 274e6, unpackedBytes: 854e6 },
  'tfjs-node-gpu': { requirement: 'tensorflow==2.21.0', wheelBytes: 572e6, unpackedBytes: 1300e6, cudaExtra: 'and-cuda' },
} satisfies Record<string, LibtensorflowWheel>;

/** All NVIDIA wheels together, about. */
const cudaWheelBytes = 2600e6;
const unpackingCap = 8e9;

/** The headers that the addon's two sources include, of 11,000 in the wheel. */
const neededHeaders = /^tensorflow\/include\/((tensorflow\/c|xla\/tsl\/c|tsl\/c)\/.*\.h|(tensorflow\/core|tsl)\/platform\/ctstring(_internal)?\.h)$/;
const neededLibraries = /^tensorflow\/(libtensorflow_(?:cc|framework)\.so\.2)$/;

/** tfjs-node on libtensorflow out of a Python wheel, or by its own install script where that cannot be done. */
export function tfjsNodeRecipe(backend: 'tfjs-node' | 'tfjs-node-gpu'): Recipe {
  const facts = backend === 'tfjs-node-gpu' ? { steps: 5, needed: 12e9 } : { steps: 4, needed: 1.7e9 };
  return { ...facts, run: (installation) => run(backend, installation) };
}

async function run(backend: 'tfjs-node' | 'tfjs-node-gpu', installation: Installation): Promise<string> {
  installation.step(`Fetching tfjs-node ${tfjsNodeVersion}`);
  await npmInstall(installation, { '@tensorflow/tfjs-node': tfjsNodeVersion, 'node-api-headers': nodeApiHeadersVersion });
  await removeSourceMaps(installation);

  const tools = await toolsForWheel();
  let obstacle: string;
  if (typeof tools === 'string') {
    obstacle = tools;
  } else {
    try {
      await fromWheel(wheels[backend], tools, installation);
      return wheels[backend].requirement;
    } catch (error) {
      if (!(error instanceof LprError) || error.code !== backendErrors.toolFailed.code) throw error;
      obstacle = error.happened.replace(/\.$/, '');
    }
  }
  try {
    await byOwnScript(backend, installation);
    return 'own install script';
  } catch (error) {
    if (!(error instanceof LprError) || error.code !== backendErrors.toolFailed.code) throw error;
    const reason = `${obstacle}; and ${error.happened.replace(/\.$/, '')}`;
    throw backendErrors.noInstallWay({ backend, platform: `${process.platform} ${process.arch}`, reason }, error);
  }
}

interface WheelTools {
  readonly pip: Tool;
  readonly compiler: Tool;
}

/** The tools, or what keeps the wheel from being of use. */
async function toolsForWheel(): Promise<WheelTools | string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'the wheel of libtensorflow is for Linux on x86-64 only';
  const [pip, compiler] = await Promise.all([findPip(), findCompiler()]);
  if (pip === undefined) return 'Python with pip was not found';
  if (compiler === undefined) return 'no C++ compiler (g++) was found';
  return { pip, compiler };
}

async function fromWheel(wheel: LibtensorflowWheel, { pip, compiler }: WheelTools, installation: Installation): Promise<void> {
  const { staging, signal, step, bytes } = installation;
  const root = packageFolder(staging);
  const libraries = path.join(root, 'deps', 'lib');
  step('Fetching libtensorflow');
  const [file] = await pipDownload(pip, installation, [wheel.requirement], wheel.wheelBytes);
  if (file === undefined) throw backendErrors.noInstallWay({ backend: installation.backend, platform: process.platform, reason: 'no wheel' });
  if (wheel.cudaExtra !== undefined) await addCuda(file, wheel.cudaExtra, pip, installation);

  step('Unpacking libtensorflow');
  await unpackWheel(file, {
    select: (name) => {
      const library = neededLibraries.exec(name)?.[1];
      if (library !== undefined) return path.join('lib', library);
      return neededHeaders.test(name) ? name.replace(/^tensorflow\//, '') : undefined;
    },
    target: path.join(root, 'deps'),
    cap: unpackingCap,
    signal,
    onBytes: (done) => bytes(Math.min(done, wheel.unpackedBytes), wheel.unpackedBytes),
  });
  await rm(path.join(staging, 'wheels'), { recursive: true });
  await symlink('libtensorflow_cc.so.2', path.join(libraries, 'libtensorflow.so'));
  await symlink('libtensorflow_framework.so.2', path.join(libraries, 'libtensorflow_framework.so'));

  step('Compiling the addon');
  await compileAddon(compiler, installation);
}

/** The NVIDIA libraries lie where libtensorflow's run path looks: `../nvidia/<part>/lib` from itself. */
async function addCuda(wheel: string, extra: string, pip: Tool, installation: Installation): Promise<void> {
  const { staging, signal, step, bytes } = installation;
  step('Fetching the CUDA libraries');
  const requirements = await wheelRequirements(wheel, extra, signal);
  const files = (await pipDownload(pip, installation, requirements, cudaWheelBytes)).filter((file) => file !== wheel);
  for (const file of files) {
    const select = (name: string): string | undefined => (/^nvidia\/[^/]+\/(lib|bin|nvvm)\/[^/]+/.test(name) ? name : undefined);
    await unpackWheel(file, { select, target: path.join(packageFolder(staging), 'deps'), cap: unpackingCap, signal, onBytes: bytes });
    await rm(file);
  }
}

/** The addon uses Node-API only: one compiler call, no node-gyp, and the binary serves every Node and VS Code's too. */
async function compileAddon(compiler: Tool, { staging, signal }: Installation): Promise<void> {
  const root = packageFolder(staging);
  const headers = path.join(staging, 'node_modules', 'node-api-headers');
  await mkdir(path.join(root, 'lib', 'napi-v8'), { recursive: true });
  const parameters = [
    ...['-O2', '-std=gnu++17', '-fPIC', '-shared', '-DNAPI_VERSION=8'],
    ...['-I', path.join(headers, 'include'), '-I', 'deps/include', '-I', '.'],
    ...['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc', '-o', 'lib/napi-v8/tfjs_binding.node'],
    ...['-L', 'deps/lib', '-ltensorflow', '-ltensorflow_framework', '-Wl,-rpath,$ORIGIN/../../deps/lib'],
  ];
  await runTool(compiler, parameters, { task: 'compile the addon of tfjs-node', folder: root, signal });
  await rm(path.join(root, 'deps', 'include'), { recursive: true });
  await rm(headers, { recursive: true });
}

/** tfjs-node's own way: it fetches libtensorflow 2.9 from its makers, where the network lets it. */
async function byOwnScript(backend: 'tfjs-node' | 'tfjs-node-gpu', installation: Installation): Promise<void> {
  const { staging, step } = installation;
  await Promise.all([
    rm(path.join(packageFolder(staging), 'deps'), { recursive: true, force: true }),
    rm(path.join(staging, 'wheels'), { recursive: true, force: true }),
  ]);
  const name = `@tensorflow/${backend}`;
  step(`Running the install script of ${backend}`);
  if (backend === 'tfjs-node-gpu') await npmInstall(installation, { [name]: tfjsNodeVersion });
  await npmRunInstallScript(installation, name);
}

function packageFolder(staging: string): string {
  return path.join(staging, 'node_modules', '@tensorflow', 'tfjs-node');
}
