import path from 'node:path';
import type { EvaluationJobOptions } from '../engine/evaluationJob';
import type { RunResult } from '../protocol/run';
import { interruptible } from './interrupt';
import { ProgressLine } from './progressLine';

export interface TerminalOptions {
  /** The run's own folder, instead of one below `.lp-robustness/runs` of the working folder. */
  readonly out?: string;
  readonly fresh: boolean;
  readonly verbose: boolean;
}

/**
 * Does a job that evaluates with its progress on stderr, until it ends or Ctrl+C cancels it; `print` then writes the
 * result, and the last line says where the report is.
 */
export async function evaluateInTerminal<R extends RunResult>(
  job: (options: EvaluationJobOptions) => Promise<R>,
  { verbose, ...place }: TerminalOptions,
  print: (result: R) => void,
): Promise<R> {
  const progress = new ProgressLine();
  const log = (line: string): void => {
    progress.clear();
    process.stderr.write(`${line}\n`);
  };
  try {
    const result = await interruptible((signal) =>
      job({
        ...place,
        runsFolder: path.resolve('.lp-robustness', 'runs'),
        signal,
        onProgress: (state) => progress.show(state),
        ...(verbose ? { onLog: log } : {}),
      }),
    );
    const { folder, reused } = result;
    progress.clear();
    print(result);
    log(`${reused ? 'This was evaluated before; the report is' : 'The report is'} in ${path.relative('', folder) || folder}${reused ? ' (--fresh evaluates anew)' : ''}`);
    return result;
  } finally {
    progress.clear();
  }
}
