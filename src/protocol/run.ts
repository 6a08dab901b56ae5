import type { ExperimentFile, ModelDescription } from './experiment';
import type { OwnImperceptibleSet } from './imperceptible';
import type { Report } from './report';
import type { SuiteFile } from './suite';

/** An experiment whose paths are absolute and whose defaults are filled in. */
export interface Experiment extends Omit<ExperimentFile, '$schema' | 'model' | 'data' | 'suite' | 'imperceptible' | 'thresholds'> {
  readonly model: { readonly path: string; readonly description: ModelDescription };
  /** A dataset's name, or an absolute path. */
  readonly data: {
    readonly source: string;
    readonly resize: boolean;
    /** Absolute path of a folder of stored common corruptions of the images. */
    readonly corrupted?: string;
  };
  /** A built-in suite's name, or a suite in full. */
  readonly suite: string | SuiteFile;
  /** Corruptions chosen by looking, which take the place of the suite's imperceptible ones. */
  readonly ownImperceptible?: readonly OwnImperceptibleSet[];
}

/** What a job says while it works. */
export type RunProgress =
  | { readonly phase: 'starting'; readonly message: string }
  | { readonly phase: 'fetching'; readonly message: string; readonly doneBytes: number; readonly totalBytes?: number }
  | {
      readonly phase: 'evaluating';
      /** What is being done and counted, where it is not evaluating in predictions: "Comparing", "images". */
      readonly activity?: { readonly verb: string; readonly unit: string };
      /** In (image, cell, draw) predictions. */
      readonly done: number;
      readonly total: number;
      /** Known from the second block on. */
      readonly secondsLeft?: number;
      /** The report over the images finished so far, at most about once a second. */
      readonly partial?: Report;
    }
  | { readonly phase: 'finishing'; readonly message: string };

export interface RunResult {
  readonly folder: string;
  readonly report: Report;
  /** True where a finished run of the same question was found and nothing was computed. */
  readonly reused: boolean;
}
