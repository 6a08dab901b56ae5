import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { transferFolder } from '../../../src/protocol/transferNames';

describe('the report of a transfer experiment', () => {
  const root = path.resolve('/project');
  const state = path.join(root, '.lp-robustness');
  const at = (...parts: string[]) => path.relative(path.join(state, 'transfers'), transferFolder(state, path.join(...parts)));

  it('lies in a folder of the name of its file', () => {
    expect(at(root, 'small.lptransfer.json')).toBe('small');
    expect(at(root, 'small.JSON')).toBe('small');
  });

  it('is its own where files of one name lie in several folders', () => {
    expect(at(root, 'a', 'b', 'small.lptransfer.json')).toBe('a--b--small');
    expect(at(root, 'a-b', 'small.lptransfer.json')).toBe('a-b--small');
  });

  it('has a name that every file system takes, also for a file from elsewhere', () => {
    expect(at(root, 'Größen & Maße', '<x> "y".lptransfer.json')).toBe('Größen-Maße--x-y');
    expect(at(path.resolve('/elsewhere'), 'small.lptransfer.json')).toBe('small');
    expect(at(root, '...', '?.lptransfer.json')).toBe('transfer--transfer');
  });
});
