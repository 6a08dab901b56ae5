import path from 'node:path';
import * as vscode from 'vscode';
import { z } from 'zod';
import type { Extension } from '../extensionParts';
import type { LoadedFormat } from './modelLoads';

const copyCommand = vscode.l10n.t('Copy command');
const readMore = vscode.l10n.t('Read more');

type Foreign = Exclude<LoadedFormat, 'tensorflow.js'>;

const argumentSchema = z.object({ format: z.enum(['keras', 'savedModel', 'tflite', 'pytorch', 'onnx']), written: z.string().optional() });

const names: Readonly<Record<Foreign, string>> = { keras: 'Keras', savedModel: 'SavedModel', tflite: 'TensorFlow Lite', pytorch: 'PyTorch', onnx: 'ONNX' };

/** How a model in another format becomes one that can be evaluated: the command, where one does it. */
export function exportCommand(format: Foreign, written: string | undefined): string | undefined {
  const source = written ?? 'MODEL';
  const target = written === undefined ? 'MODEL-tfjs' : `${written.replace(/\.[^./\\]+$/, '').replace(/[/\\]$/, '')}-tfjs`;
  switch (format) {
    case 'keras':
      return path.extname(source) === '.keras'
        ? `python -c "import keras; keras.models.load_model(${pythonText(source)}).export(${pythonText(`${target}-saved`)})" && tensorflowjs_converter --input_format=tf_saved_model ${shellText(`${target}-saved`)} ${shellText(target)}`
        : `tensorflowjs_converter --input_format=keras ${shellText(source)} ${shellText(target)}`;
    case 'savedModel':
      return `tensorflowjs_converter --input_format=tf_saved_model ${shellText(source)} ${shellText(target)}`;
    case 'onnx':
      return `onnx2tf -i ${shellText(source)} -o ${shellText(`${target}-saved`)} && tensorflowjs_converter --input_format=tf_saved_model ${shellText(`${target}-saved`)} ${shellText(target)}`;
    // Weights without the code that builds the model, or a form that cannot be turned back.
    case 'pytorch':
    case 'tflite':
      return undefined;
  }
}

/** Says how the model of a line of code is exported, with the command to copy and the page on it. @param argument From a lens; without it the page is shown. */
export async function showExportHelp({ context }: Pick<Extension, 'context'>, argument: unknown): Promise<void> {
  const showPage = () => vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.file(context.asAbsolutePath('docs/exporting-models.md')));
  const given = argumentSchema.safeParse(argument).data;
  if (given === undefined) {
    await showPage();
    return;
  }
  const { format, written } = given;
  const command = exportCommand(format, written);
  const detail = format === 'pytorch' ? vscode.l10n.t('Export it with torch.onnx.export in your own code, then convert the ONNX file.') : format === 'tflite' ? vscode.l10n.t('Convert the model that it was made from.') : vscode.l10n.t('One command converts it.');
  const message = vscode.l10n.t('{0} models are evaluated once they are exported to TensorFlow.js.', names[format]);
  const chosen = await vscode.window.showInformationMessage(`${message} ${detail}`, ...(command === undefined ? [] : [copyCommand]), readMore);
  if (chosen === copyCommand && command !== undefined) await vscode.env.clipboard.writeText(command);
  if (chosen === readMore) await showPage();
}

/** A word of a shell's command line, whatever characters it has. */
function shellText(text: string): string {
  return /^[\w./\\:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A string of Python within double quotes of a shell. */
function pythonText(text: string): string {
  return `'${text.replace(/[\\'"$`]/g, (character) => `\\${character}`)}'`;
}
