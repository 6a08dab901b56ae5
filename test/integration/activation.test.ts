import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';

const extension = () => {
  const found = vscode.extensions.getExtension('lp-robustness.lp-robustness');
  assert.ok(found, 'the extension is there');
  return found;
};

describe('Activation', () => {
  it('activates', async () => {
    const { milliseconds } = (await extension().activate()) as { milliseconds: number };
    assert.equal(extension().isActive, true);
    // The benchmark asks for the time; a test has no opinion about it.
    const file = process.env['LPR_ACTIVATION_FILE'];
    if (file !== undefined) writeFileSync(file, String(milliseconds));
  });

  it('has every command that the manifest contributes', async () => {
    const manifest = extension().packageJSON as { contributes: { commands: { command: string }[] } };
    const commands = await vscode.commands.getCommands(true);
    for (const { command } of manifest.contributes.commands) assert.ok(commands.includes(command), command);
  });
});
