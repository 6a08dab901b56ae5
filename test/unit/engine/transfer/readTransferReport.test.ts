import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTransferReport } from '../../../../src/engine/transfer/readTransferReport';
import { temporaryFolders } from '../temporaryFolder';

const newFolder = temporaryFolders();

describe('A transfer report that is none', () => {
  it.each([
    ['is cut off', '{"kind": "transfer"'],
    ['is another kind of report', '{"kind": "evaluation", "format": 1}'],
    ['holds no table', '{"kind": "transfer", "format": 1, "name": "x"}'],
  ])('is told with a code where it %s', async (_, text) => {
    const folder = await newFolder();
    await writeFile(path.join(folder, 'report.json'), text);
    await expect(readTransferReport(folder)).rejects.toMatchObject({ code: 'LPR-606' });
  });

  it('is told with a code where there is no file', async () => {
    await expect(readTransferReport(path.join(await newFolder(), 'gone'))).rejects.toMatchObject({ code: 'LPR-606' });
  });
});
