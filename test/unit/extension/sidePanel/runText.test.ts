import { describe, expect, it } from 'vitest';
import { dataName, modelName } from '../../../../src/extension/sidePanel/runNames';
import { runsMarkdown } from '../../../../src/extension/sidePanel/runsMarkdown';
import { runAloud, runDescription, runLabel, runTooltip } from '../../../../src/extension/sidePanel/runText';
import type { RunState } from '../../../../src/protocol/runListMessages';
import { finishedRun } from './sampleRuns';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const run = finishedRun(1);
const now = Date.parse('2026-01-04T12:00:00Z');

describe('names', () => {
  it.each([
    ['/w/models/net/model.json', 'net'],
    ['/w/models/net.json', 'net'],
    ['/model.json', 'model'],
    ['/w/a\u202emodel/model.json', 'a model'],
  ])('of the model %j: %j', (file, name) => {
    expect(modelName(file)).toBe(name);
  });

  it('of data are datasets or folders', () => {
    expect([dataName('mnist'), dataName('/d/my pictures'), dataName('/')]).toEqual(['mnist', 'my pictures', '/']);
  });
});

describe('a row', () => {
  it('says what its group does not', () => {
    expect([runLabel(run, 'none'), runLabel(run, 'suite'), runLabel(run, 'model'), runLabel(run, 'data')]).toEqual(['net on mnist', 'net on mnist', 'mnist, quick', 'net, quick']);
    expect(plain(runDescription(run, 'none', now))).toBe('mCE_Lp 27.2 % · clean 2.0 % · iCE +35.0 % · quick · 100 images · 3 days ago');
    expect(plain(runDescription(run, 'model', now))).toBe('mCE_Lp 27.2 % · clean 2.0 % · iCE +35.0 % · 100 images · 3 days ago');
  });

  it.each<[RunState, string]>([
    [{ kind: 'running', share: 0.479, host: 'h', pid: 1, by: 'terminal' }, 'running, 47 %'],
    [{ kind: 'running', share: null, host: 'h', pid: 1, by: 'terminal' }, 'running'],
    [{ kind: 'unfinished', share: 0.479, wasCancelled: true }, 'cancelled at 47 %'],
    [{ kind: 'unfinished', share: 0.999, wasCancelled: false }, 'interrupted at 99 %'],
    [{ kind: 'unfinished', share: null, wasCancelled: false }, 'interrupted'],
    [{ kind: 'failed', share: 0, failure: 'LPR-501: no space' }, 'failed at 0 %'],
  ])('says how far an unfinished run is: %j', (state, words) => {
    expect(plain(runDescription({ ...run, state }, 'model', now))).toBe(words);
    expect(plain(runAloud({ ...run, state }, now))).toBe(`net on mnist, suite quick, ${words}`);
  });

  it('leaves out figures that are not defined', () => {
    const none = { value: null, reason: 'no cells' };
    const state = { ...run.state, mceLp: none, ice: none } as RunState;
    expect(plain(runDescription({ ...run, state }, 'model', now))).toBe('clean 2.0 % · 100 images · 3 days ago');
    expect(plain(runTooltip({ ...run, state }))).toContain('mCE\\_Lp is not defined: no cells.');
  });

  it('is read with its name, age and figures', () => {
    expect(plain(runAloud(run, now))).toBe('net on mnist, suite quick, finished 3 days ago, mCE_Lp 27.2 %, clean 2.0 %, iCE +35.0 %');
  });
});

describe('hostile names', () => {
  const hostile = '<img src=x onerror=alert(1)> | [a](command:x) \u202egnp.\n# `b` ' + 'x'.repeat(300);
  const named = { ...run, model: `/w/${hostile}/model.json`, data: `/d/${hostile}`, suite: hostile };

  it.each([
    ['tooltip', runTooltip(named)],
    ['table', runsMarkdown([named])],
  ])('are names in the %s', (_, markdown) => {
    expect(markdown).not.toMatch(/<(?!\/?(b|br)>)/);
    expect(markdown).not.toMatch(/(?<!\\)\[a/);
    expect(markdown).not.toMatch(/\u202e/);
    expect(markdown).not.toMatch(/^#/m);
    expect(markdown).not.toMatch(/(?<!\\)`/);
  });

  it('stay on one line of a row', () => {
    for (const text of [runLabel(named, 'none'), runDescription(named, 'none', now), runAloud(named, now)]) expect(text).not.toMatch(/[\n\u202e]/);
  });
});

describe('several runs as Markdown', () => {
  it('are a table with a row each', () => {
    const unfinished = finishedRun(2, { limit: null, seed: 7, state: { kind: 'unfinished', share: 0.5, wasCancelled: true } });
    expect(runsMarkdown([run, unfinished])).toBe(
      [
        '| Model | Data | Suite | Images | Seed | Clean error | 95% interval | mCE_Lp | 95% interval | iCE | State |',
        '| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
        '| net | mnist | quick | 100 | 1 | 2.0 % | \\[1.0 %, 7.0 %\\] | 27.2 % | \\[23.8 %, 31.0 %\\] | +35.0 % | finished |',
        '| net | mnist | quick | all | 7 | - | - | - | - | - | unfinished |',
        '',
      ].join('\n'),
    );
  });
});
