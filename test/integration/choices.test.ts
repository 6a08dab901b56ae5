import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { findImageData } from '../../src/extension/choices/findImageData';
import { findModels } from '../../src/extension/choices/findModels';
import { runFolderOf } from '../../src/extension/choices/choice';
import { workspaceRoot } from './workspace';

describe('What the workspace offers', () => {
  it('finds every TensorFlow.js model, and nothing else that is called model.json', async () => {
    const models = await findModels();
    assert.deepEqual(
      models.map(({ path: file, name, format }) => [path.relative(workspaceRoot(), file), name, format]),
      ['cut-off', 'large-pictures', 'largest-channel'].map((name) => [path.join('models', name, 'model.json'), name, 'layers']),
    );
  });

  it('finds folders with one subfolder per class', async () => {
    const data = await findImageData(workspaceRoot());
    assert.deepEqual(
      data.map(({ path: folder, kind }) => [path.relative(workspaceRoot(), folder), kind]).sort(),
      [['pictures', 'class folders'], ['pictures-large', 'class folders']],
    );
  });

  it('puts the runs into the workspace folder of the model', () => {
    const model = path.join(workspaceRoot(), 'models', 'largest-channel', 'model.json');
    assert.equal(runFolderOf(model), workspaceRoot());
    assert.equal(runFolderOf('/elsewhere/model.json'), vscode.workspace.workspaceFolders?.[0]?.uri.fsPath);
  });
});
