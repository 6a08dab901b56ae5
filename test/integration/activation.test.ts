import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const extension = () => {
  const found = vscode.extensions.getExtension('lp-robustness.lp-robustness');
  assert.ok(found, 'the extension is there');
  return found;
};

describe('Activation', () => {
  it('activates', async () => {
    await extension().activate();
    assert.equal(extension().isActive, true);
  });

  it('has every command that the manifest contributes', async () => {
    const manifest = extension().packageJSON as { contributes: { commands: { command: string }[] } };
    const commands = await vscode.commands.getCommands(true);
    for (const { command } of manifest.contributes.commands) assert.ok(commands.includes(command), command);
  });
});
