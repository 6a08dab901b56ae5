import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { experimentFrom } from '../../../../src/engine/experiment/experimentFrom';
import { imperceptibleFileOf, nearestImperceptible, readImperceptible, saveImperceptible } from '../../../../src/engine/imperceptible/imperceptibleFile';
import { askedOf } from '../../../../src/engine/evaluationChoices';
import { suiteOfExperiment } from '../../../../src/engine/report/resolveSuite';
import { experimentFileSchema } from '../../../../src/protocol/experiment';
import type { OwnImperceptibleSet } from '../../../../src/protocol/imperceptible';
import { temporaryFolders } from '../temporaryFolder';

const set: OwnImperceptibleSet = {
  height: 32,
  width: 32,
  channels: 3,
  data: 'cifar10',
  split: 'test',
  seed: 1,
  strengths: [
    { norm: 2, anchor: 0.5, answers: 'rrw', epsilon: 0.7071 },
    { norm: 'inf', anchor: 0.01, answers: 'rrrr', epsilon: null },
    { norm: 1, anchor: 25, answers: 'r' },
  ],
};
const shape = { height: 32, width: 32, channels: 3 };
const experiment = experimentFileSchema.parse({ model: 'model.json', data: 'mnist', suite: 'paper', imperceptible: 'workspace' });

const temporaryFolder = temporaryFolders();

describe('imperceptible corruptions of a workspace', () => {
  it('are kept one set a size, and found from a folder below', async () => {
    const folder = await temporaryFolder();
    const other = { ...set, height: 28, width: 28, channels: 1 };
    await saveImperceptible(folder, set);
    await saveImperceptible(folder, other);
    await saveImperceptible(folder, { ...set, seed: 2 });
    expect((await readImperceptible(imperceptibleFileOf(folder))).sets).toEqual([other, { ...set, seed: 2 }]);
    const below = path.join(folder, 'experiments', 'deep');
    await mkdir(below, { recursive: true });
    expect((await nearestImperceptible(below)).sets).toHaveLength(2);
  });

  it('take the place of the suite\'s own in an experiment that wants them, and nowhere else', async () => {
    const folder = await temporaryFolder();
    await saveImperceptible(folder, set);
    const own = await experimentFrom(experiment, folder);
    const plain = await experimentFrom({ ...experiment, imperceptible: 'suite' }, folder);
    const [suite, usual] = [suiteOfExperiment(own, shape), suiteOfExperiment(plain, shape)];
    expect(suite.imperceptible).toBe('workspace');
    expect(suite.cells.filter(({ imperceptible }) => imperceptible).map(({ norm, epsilon }) => ({ norm, epsilon }))).toEqual([{ norm: 2, epsilon: 0.7071 }]);
    // What mCE_Lp averages over is the same.
    const averaged = ({ cells }: typeof suite) => cells.filter((cell) => cell.inMeanCorruptionError).map(({ norm, epsilon }) => `${norm} ${epsilon}`);
    expect(averaged(suite)).toEqual(averaged(usual));
    expect(averaged(suite)).toHaveLength(90);
    expect('imperceptible' in usual).toBe(false);
    expect(plain).not.toHaveProperty('ownImperceptible');
    // Another choice is another question.
    expect(askedOf(own).suite).not.toBe(askedOf(plain).suite);
    expect(JSON.parse(askedOf(plain).suite)).toBe('paper');
  });

  it('are asked for in vain where there are none, or none of that size', async () => {
    const folder = await temporaryFolder();
    await expect(experimentFrom(experiment, folder)).rejects.toMatchObject({ code: 'LPR-116' });
    await saveImperceptible(folder, set);
    const own = await experimentFrom(experiment, folder);
    expect(() => suiteOfExperiment(own, { height: 64, width: 64, channels: 3 })).toThrow(expect.objectContaining({ code: 'LPR-117' }) as Error);
    const unfinished = { ...own, ownImperceptible: [{ ...set, strengths: set.strengths.slice(1) }] };
    expect(() => suiteOfExperiment(unfinished, shape)).toThrow(expect.objectContaining({ code: 'LPR-117' }) as Error);
  });

  it('are not read from a file of another form', async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, '.lp-robustness'));
    for (const text of ['{', '[]', JSON.stringify({ format: 1, sets: [{ ...set, strengths: [{ norm: 2, anchor: -1, answers: 'x' }] }] })]) {
      await writeFile(imperceptibleFileOf(folder), text);
      await expect(readImperceptible(imperceptibleFileOf(folder))).rejects.toMatchObject({ code: 'LPR-102' });
    }
  });
});
