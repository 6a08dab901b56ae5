import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { TextDocuments, type CodeAction, type CompletionItem, type Connection, type Hover } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parseExperiment } from '../../engine/experiment/experimentFile';
import { experimentFrom } from '../../engine/experiment/experimentFrom';
import { completionsAt } from '../../engine/experimentFile/completions';
import { FactFinder, type ExperimentFacts } from '../../engine/experimentFile/experimentFacts';
import { ExperimentText } from '../../engine/experimentFile/experimentText';
import { hoverText } from '../../engine/experimentFile/hoverText';
import { nearestFixes } from '../../engine/experimentFile/nearestFixes';
import type { Problem } from '../../engine/experimentFile/problem';
import { problemsOf } from '../../engine/experimentFile/problems';
import { trainingProblems } from '../../engine/experimentFile/trainingProblems';
import { transferProblems } from '../../engine/experimentFile/transferProblems';
import { knownSeparations } from '../../engine/separation/knownSeparations';
import { verdictProblems } from '../../engine/experimentFile/verdictProblems';
import { lastRunOfExperiment } from '../../engine/run/lastRun';
import { LprError } from '../../protocol/errors';
import { transferEnding } from '../../protocol/transferNames';
import { changesSince, type Changes, type ConfirmedRuns } from '../runs';
import { separationsFolderOf } from '../separation';
import { pathOf, type Workspace } from '../workspace';
import type { KnownRuns } from './knownRuns';
import { toCodeAction, toCompletionItem, toDiagnostic, toRange } from './languageServer';
import type { WorkspaceNames } from './workspaceNames';

/** Keystrokes that follow each other sooner than this are one change. */
const settlingMilliseconds = 5;
/** Verdicts that are known as soon as this are told with the problems, so that they do not flicker while somebody types. */
const verdictMilliseconds = 15;
/** An experiment is written by hand; a text beyond this is something else, and would keep the server from answering. */
const mostCharacters = 1_000_000;

interface Analysis {
  readonly version: number;
  readonly text: ExperimentText;
  readonly facts: ExperimentFacts;
  readonly problems: readonly Problem[];
}

export interface ExperimentFilesParts {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly runs: KnownRuns;
  readonly confirmed: ConfirmedRuns;
  readonly changes: Changes;
  readonly names: WorkspaceNames;
}

/**
 * The experiment, training and transfer files that are open in the editor: their problems while they are written, the verdicts on
 * thresholds, quick fixes, hovers and completions. Nothing is read before the workspace is trusted.
 */
export class ExperimentFiles {
  readonly #documents = new TextDocuments(TextDocument);
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  readonly #finder = new FactFinder();

  constructor(private readonly parts: ExperimentFilesParts) {
    const { connection, workspace } = parts;
    this.#documents.onDidChangeContent(({ document }) => this.#schedule(document.uri));
    this.#documents.onDidClose(({ document: { uri } }) => {
      clearTimeout(this.#waiting.get(uri));
      this.#waiting.delete(uri);
      void connection.sendDiagnostics({ uri, diagnostics: [] });
    });
    workspace.onDidTrust(() => this.refresh());
    connection.onHover(({ textDocument, position }) => this.#answer(textDocument.uri, null, (document, analysis) => this.#hover(document, analysis, document.offsetAt(position))));
    connection.onCompletion(({ textDocument, position }) => this.#answer(textDocument.uri, [], (document, analysis) => this.#complete(document, analysis, document.offsetAt(position))));
    connection.onCodeAction(({ textDocument, range }) =>
      this.#answer(textDocument.uri, [], (document, analysis) => this.#fixes(document, analysis, document.offsetAt(range.start), document.offsetAt(range.end))),
    );
    this.#documents.listen(connection);
  }

  /** Looks at every open file anew: runs or files have changed. */
  refresh(): void {
    for (const { uri } of this.#documents.all()) this.#schedule(uri);
  }

  #schedule(uri: string): void {
    clearTimeout(this.#waiting.get(uri));
    const work = (): void => {
      this.#waiting.delete(uri);
      this.#publish(uri).catch((error: unknown) => this.parts.connection.console.error(`${uri}: ${String(error)}`));
    };
    this.#waiting.set(uri, globalThis.setTimeout(work, settlingMilliseconds));
  }

  /** What is wrong is told at once; the verdicts, for which runs and model files are read, as soon as they are known. */
  async #publish(uri: string): Promise<void> {
    const document = this.#documents.get(uri);
    const analysis = document === undefined ? undefined : await this.#analyse(document);
    if (document === undefined || analysis === undefined) return;
    const verdicts = this.#verdicts(document, analysis);
    const soon = await Promise.race([verdicts, setTimeout(verdictMilliseconds, undefined)]);
    await this.#send(document, analysis, soon ?? []);
    if (soon === undefined) await this.#send(document, analysis, await verdicts);
  }

  async #send(document: TextDocument, { version, problems }: Analysis, verdicts: readonly Problem[]): Promise<void> {
    if (this.#documents.get(document.uri)?.version !== version) return;
    const diagnostics = [...problems, ...verdicts].map((problem) => toDiagnostic(document, problem));
    await this.parts.connection.sendDiagnostics({ uri: document.uri, version, diagnostics });
  }

  async #analyse(document: TextDocument): Promise<Analysis | undefined> {
    const file = pathOf(document.uri);
    const { version } = document;
    const content = document.getText();
    if (!this.parts.workspace.isTrusted || file === undefined || content.length > mostCharacters) return undefined;
    const text = new ExperimentText(content);
    const folder = path.dirname(file);
    if (kindOf(file) === 'transfer') {
      const facts = await this.#finder.findTransfer(text, folder);
      return { version, text, facts, problems: transferProblems(text, facts) };
    }
    const facts = await this.#finder.find(text, folder);
    return { version, text, facts, problems: kindOf(file) === 'training' ? trainingProblems(text, facts) : problemsOf(text, facts) };
  }

  async #verdicts(document: TextDocument, { text }: Analysis): Promise<Problem[]> {
    const { workspace, runs, confirmed, changes } = this.parts;
    const file = pathOf(document.uri);
    if (file === undefined || kindOf(file) !== 'experiment' || text.entries(['thresholds']).length === 0) return [];
    try {
      const experiment = await experimentFrom(parseExperiment(text.text, file), path.dirname(file));
      const last = lastRunOfExperiment(await runs.of(workspace.runFolderOf(file)), experiment);
      return last === undefined ? [] : verdictProblems(text, { ...last, ...(await changesSince(changes, last.run, confirmed)) });
    } catch (error) {
      // What cannot be run has no verdicts; why it cannot is among the problems.
      if (error instanceof LprError) return [];
      throw error;
    }
  }

  async #answer<T>(uri: string, nothing: T, answer: (document: TextDocument, analysis: Analysis) => Promise<T>): Promise<T> {
    const document = this.#documents.get(uri);
    const analysis = document === undefined ? undefined : await this.#analyse(document);
    return document === undefined || analysis === undefined ? nothing : answer(document, analysis);
  }

  async #hover(document: TextDocument, { text, facts }: Analysis, offset: number): Promise<Hover | null> {
    const file = pathOf(document.uri) ?? '';
    const source = facts.data !== undefined && 'value' in facts.data ? facts.data.value.source : undefined;
    const known = source === undefined ? [] : await knownSeparations(separationsFolderOf(this.parts.workspace.runFolderOf(file)), source, path.resolve(path.dirname(file), source));
    // Among a sample of the images the smallest distance is larger than it is.
    const separations = new Map(known.filter(({ sample }) => !sample).map(({ norm, separation }) => [norm, separation]));
    const found = hoverText(text, offset, facts, separations);
    return found === undefined ? null : { contents: { kind: 'markdown', value: found.markdown }, range: toRange(document, found) };
  }

  async #complete(document: TextDocument, { text, facts }: Analysis, offset: number): Promise<CompletionItem[]> {
    const folder = path.dirname(pathOf(document.uri) ?? '');
    const completions = await completionsAt(text, offset, facts, () => this.parts.names.relativeTo(folder));
    return completions.map((completion, index) => toCompletionItem(document, completion, index));
  }

  async #fixes(document: TextDocument, { problems }: Analysis, start: number, end: number): Promise<CodeAction[]> {
    const touched = problems.filter(({ offset, length }) => offset <= end && offset + length >= start);
    const folder = path.dirname(pathOf(document.uri) ?? '');
    const found = await Promise.all(
      touched.map(async (problem) => {
        const nearest = problem.missing === undefined ? [] : nearestFixes(problem, await this.parts.names.relativeTo(folder));
        return [...nearest, ...problem.fixes].map((fix) => toCodeAction(document, problem, fix));
      }),
    );
    return found.flat();
  }
}

function kindOf(file: string): 'experiment' | 'training' | 'transfer' {
  if (file.endsWith(transferEnding)) return 'transfer';
  return file.endsWith('.lptrain.json') ? 'training' : 'experiment';
}
